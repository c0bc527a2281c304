DROP TABLE tokens, sign_in_failures, sessions, accounts;
