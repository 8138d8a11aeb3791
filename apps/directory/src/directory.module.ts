import { Module } from '@nestjs/common';
import { AbsenceRepository } from '#store/directory/absence.repository.js';
import { CredentialRepository } from '#store/directory/credential.repository.js';
import { DelegationRepository } from '#store/directory/delegation.repository.js';
import { FirstAdministratorRepository } from '#store/directory/first-administrator.repository.js';
import { OrganisationImportRepository } from '#store/directory/organisation-import.repository.js';
import { OrganisationHistory } from '#store/directory/organisation-history.js';
import { OrganisationRepository } from '#store/directory/organisation.repository.js';
import { PeopleImportRepository } from '#store/directory/people-import.repository.js';
import { PersonRepository } from '#store/directory/person.repository.js';
import { PostRepository } from '#store/directory/post.repository.js';
import { SessionRepository } from '#store/directory/session.repository.js';
import { ImportOrganisations } from './import/import-organisations.js';
import { ImportPeople } from './import/import-people.js';
import { ChangeOrganisation } from './organisations/change-organisation.js';
import { ListOrganisations } from './organisations/list-organisations.js';
import { OrganisationsController } from './organisations/organisations.controller.js';
import { ReadOrganisationHistory } from './organisations/read-organisation-history.js';
import { ReadOrganisation } from './organisations/read-organisation.js';
import { AbsencesController } from './people/absences.controller.js';
import { ChangePerson } from './people/change-person.js';
import { EndAbsence } from './people/end-absence.js';
import { ListAbsences } from './people/list-absences.js';
import { ListPeople } from './people/list-people.js';
import { PeopleController } from './people/people.controller.js';
import { ReadPerson } from './people/read-person.js';
import { RecordAbsence } from './people/record-absence.js';
import { ResetPassword } from './people/reset-password.js';
import { AppointToPost } from './posts/appoint-to-post.js';
import { DelegatePost } from './posts/delegate-post.js';
import { EndDelegation } from './posts/end-delegation.js';
import { EndPost } from './posts/end-post.js';
import { ListDelegations } from './posts/list-delegations.js';
import { ListPosts } from './posts/list-posts.js';
import { PostsController } from './posts/posts.controller.js';
import { ChangePassword } from './sessions/change-password.js';
import { DescribeMe } from './sessions/describe-me.js';
import { EnsureAdministrator } from './sessions/ensure-administrator.js';
import { MeController } from './sessions/me.controller.js';
import { SessionsController } from './sessions/sessions.controller.js';
import { SignIn } from './sessions/sign-in.js';
import { SignOut } from './sessions/sign-out.js';

const REPOSITORIES = [
  AbsenceRepository,
  CredentialRepository,
  DelegationRepository,
  FirstAdministratorRepository,
  OrganisationImportRepository,
  OrganisationHistory,
  OrganisationRepository,
  PeopleImportRepository,
  PersonRepository,
  PostRepository,
  SessionRepository,
];

const USE_CASES = [
  AppointToPost,
  ChangeOrganisation,
  ChangePassword,
  ChangePerson,
  DelegatePost,
  DescribeMe,
  EndAbsence,
  EndDelegation,
  EndPost,
  EnsureAdministrator,
  ImportOrganisations,
  ImportPeople,
  ListAbsences,
  ListDelegations,
  ListOrganisations,
  ListPeople,
  ListPosts,
  ReadOrganisation,
  ReadOrganisationHistory,
  ReadPerson,
  RecordAbsence,
  ResetPassword,
  SignIn,
  SignOut,
];

/** Organisations, people, posts and sign-in. Needs ApiTransactions and RateLimiter from global modules. */
@Module({
  controllers: [
    SessionsController,
    MeController,
    OrganisationsController,
    PostsController,
    PeopleController,
    AbsencesController,
  ],
  providers: [...REPOSITORIES, ...USE_CASES],
  exports: [EnsureAdministrator, ImportOrganisations, ImportPeople],
})
export class DirectoryModule {}
