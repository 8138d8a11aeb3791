import { runGradeFile } from './grade-file/run-grade-file.js';

process.exitCode = await runGradeFile(process.argv.slice(2), process);
