import { type OpenAPIObject } from '@nestjs/swagger';

/** Holds the API document, which can only be built once all controllers are known. */
export class ApiDocument {
  private built?: OpenAPIObject;

  /** `build` runs on first use: a process that nobody asks for its document does not pay for it. */
  constructor(private build: () => OpenAPIObject = () => unbuilt()) {}

  from(build: () => OpenAPIObject): void {
    this.build = build;
    this.built = undefined;
  }

  get value(): OpenAPIObject {
    this.built ??= this.build();
    return this.built;
  }
}

function unbuilt(): never {
  throw new Error('the API document was asked for before the application was built');
}
