import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { Problem } from './problem.js';
import { shapeErrorsOf } from './nested-shape.js';
import { fieldErrorsOf } from './validation-errors.js';

type Class = new (...args: unknown[]) => object;

/** Types that describe no fields: the handler takes the value as it came, after the checks at the edge. */
const UNDESCRIBED: ReadonlySet<unknown> = new Set([undefined, Object, String, Number, Boolean, Array, Buffer]);

/** Turns bodies, queries and path parameters into instances of the handler's classes, and refuses fields they do not name. */
@Injectable()
export class StrictValidationPipe implements PipeTransform {
  /** Not async: rules that ask a database belong into the use case, and promises would cost every request. */
  transform(value: unknown, { type, metatype, data }: ArgumentMetadata): unknown {
    if (type === 'custom' || data !== undefined || UNDESCRIBED.has(metatype)) return value;

    const isBody = type === 'body';
    if (isBody && value === undefined)
      throw Problem.validation([{ pointer: '', message: 'must be a JSON object; there is no body' }]);
    if (!isObject(value)) throw Problem.validation([{ pointer: '', message: 'must be a JSON object' }]);

    const instance = plainToInstance(metatype as Class, value);
    const misshapen = shapeErrorsOf(instance);
    if (misshapen.length > 0) throw Problem.validation(misshapen);
    const errors = validateSync(instance, {
      whitelist: true,
      forbidNonWhitelisted: true,
      forbidUnknownValues: true,
      stopAtFirstError: true,
    });
    if (errors.length > 0) throw Problem.validation(fieldErrorsOf(errors, isBody ? 'pointer' : 'parameter'));
    return instance;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
