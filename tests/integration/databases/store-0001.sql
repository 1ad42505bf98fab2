BEGIN TRANSACTION;
CREATE TABLE entry (
	owner VARCHAR NOT NULL, 
	"key" VARCHAR NOT NULL, 
	value TEXT NOT NULL, 
	size INTEGER NOT NULL, 
	PRIMARY KEY (owner, "key")
);
CREATE INDEX entry_sizes ON entry (owner, size);
PRAGMA user_version=1;
COMMIT;
