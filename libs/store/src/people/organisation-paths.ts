import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';

/** Where an organisation stands, from the root down to itself. */
@Injectable()
export class OrganisationPaths {
  /** Answers also for what stands above or beside the caller's scope, because a path holds ids and no names. */
  async pathOf(manager: EntityManager, id: number): Promise<number[]> {
    const [row]: { path: number[] }[] = await manager.query('select app.path_of($1) as path', [id]);
    return row?.path ?? [];
  }

  /** The path of the organisation with that code; undefined when it is outside of the scope or unknown. */
  async pathByCode(manager: EntityManager, code: string): Promise<number[] | undefined> {
    const [row]: { path: number[] }[] = await manager.query('select path from app.organisation where code = $1', [
      code,
    ]);
    return row?.path;
  }
}
