DROP TABLE applicant_types;
