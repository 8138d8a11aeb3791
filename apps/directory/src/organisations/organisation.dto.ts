import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsOptional, ValidateIf } from 'class-validator';
import { ORGANISATION_KINDS, type OrganisationKind } from '#hazards/directory/organisation-kind.js';
import { IsCivilDate, IsSafeText } from '#platform/http/field-rules.js';
import { PageQuery } from '#platform/http/pages.js';
import { type Organisation } from '#store/directory/organisation.repository.js';

const KINDS = Object.keys(ORGANISATION_KINDS) as OrganisationKind[];

export class OrganisationQuery extends PageQuery {
  /** Code of the organisation at the top of the list. */
  @IsOptional()
  @IsSafeText({ max: 64 })
  readonly under?: string;

  @ApiProperty({ type: String, enum: KINDS, required: false, example: 'zone' })
  @IsOptional()
  @IsIn(KINDS, { message: `must be one of ${KINDS.join(', ')}` })
  readonly kind?: OrganisationKind;
}

export class OrganisationPatch {
  @IsOptional()
  @IsSafeText({ max: 100 })
  readonly name?: string;

  @IsOptional()
  @IsSafeText({ max: 64 })
  readonly parentCode?: string;

  /** Code or name of a zone directly below the parent. */
  @IsOptional()
  @IsSafeText({ max: 100 })
  readonly zone?: string;

  @ApiProperty({
    type: String,
    format: 'date',
    nullable: true,
    required: false,
    description: 'The first day on which the organisation is no more; null: no end is known',
    example: '2027-09-01',
  })
  @ValidateIf(({ validTo }: OrganisationPatch) => validTo !== null && validTo !== undefined)
  @IsCivilDate()
  readonly validTo?: string | null;
}

export class OrganisationAnswer {
  @ApiProperty({ example: 'S001' })
  readonly code: string;

  @ApiProperty({ example: '青槐区第一幼儿园' })
  readonly name: string;

  @ApiProperty({ enum: KINDS, example: 'kindergarten' })
  readonly kind: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'null where the parent is none of your business',
    example: 'D01-Z01',
  })
  readonly parentCode: string | null;

  @ApiProperty({ description: 'Whether pupils sleep there', example: false })
  readonly boarding: boolean;

  @ApiProperty({ format: 'date', example: '2000-01-01' })
  readonly validFrom: string;

  @ApiProperty({ type: String, format: 'date', nullable: true, example: null })
  readonly validTo: string | null;

  @ApiProperty({ example: 1 })
  readonly version: number;

  static from({
    code,
    name,
    kind,
    parentCode,
    boarding,
    validFrom,
    validTo,
    version,
  }: Organisation): OrganisationAnswer {
    return { code, name, kind, parentCode, boarding, validFrom, validTo, version };
  }
}

export class OrganisationPage {
  @ApiProperty({ type: [OrganisationAnswer] })
  readonly items: readonly OrganisationAnswer[];

  @ApiProperty({ type: String, nullable: true, description: 'Cursor of the next page', example: null })
  readonly next: string | null;
}
