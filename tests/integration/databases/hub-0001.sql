BEGIN TRANSACTION;
CREATE TABLE audit (
	id INTEGER NOT NULL, 
	at_ms BIGINT NOT NULL, 
	actor VARCHAR NOT NULL, 
	action VARCHAR NOT NULL, 
	user VARCHAR NOT NULL, 
	details VARCHAR NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "audit" VALUES(1,1795252244201,'admin','user-add','ana','{"role": "user"}');
INSERT INTO "audit" VALUES(2,1795252247112,'admin','pairing-code','ana','{"expires_ms": 1795252847112}');
INSERT INTO "audit" VALUES(3,1795252247953,'device 01a1fd5f-5d95-7236-b759-9a84e73b8533','pair','ana','{"device": "01a1fd5f-5d95-7236-b759-9a84e73b8533", "handle": "laptop"}');
INSERT INTO "audit" VALUES(4,1795252247978,'device 01a1fd5f-5d95-7236-b759-9a84e73b8533','sign-in','ana','{}');
INSERT INTO "audit" VALUES(5,1795252250997,'admin','pairing-code','ana','{"expires_ms": 1795252850997}');
INSERT INTO "audit" VALUES(6,1795252251767,'device 01a1fd5f-6c79-7157-aba9-9288960dc804','pair','ana','{"device": "01a1fd5f-6c79-7157-aba9-9288960dc804", "handle": "attic"}');
INSERT INTO "audit" VALUES(7,1795252251790,'device 01a1fd5f-6c79-7157-aba9-9288960dc804','sign-in','ana','{}');
INSERT INTO "audit" VALUES(8,1795252254390,'device 01a1fd5f-5d95-7236-b759-9a84e73b8533','call','ana','{"id": "01a1fd5f-769f-7490-bfb4-8cc060fd1ea1", "function": "attic:climate.sensors", "device": "01a1fd5f-6c79-7157-aba9-9288960dc804", "principal": "person", "outcome": "ok"}');
INSERT INTO "audit" VALUES(9,1795252254410,'device 01a1fd5f-5d95-7236-b759-9a84e73b8533','call','ana','{"id": "01a1fd5f-76b9-761f-8530-7f615e6f7ba6", "function": "attic:climate.summary", "device": "01a1fd5f-6c79-7157-aba9-9288960dc804", "principal": "person", "outcome": "ok"}');
INSERT INTO "audit" VALUES(10,1795252254427,'device 01a1fd5f-5d95-7236-b759-9a84e73b8533','call','ana','{"id": "01a1fd5f-76cc-72a8-a8cc-9a6cf199eb11", "function": "attic:climate.summary", "device": "01a1fd5f-6c79-7157-aba9-9288960dc804", "principal": "person", "outcome": "ok"}');
INSERT INTO "audit" VALUES(11,1795252258993,'device 01a1fd5f-5d95-7236-b759-9a84e73b8533','call','ana','{"id": "01a1fd5f-889e-7557-a88c-2915b8e9b5f1", "function": "attic:climate.sensors", "device": "01a1fd5f-6c79-7157-aba9-9288960dc804", "principal": "person", "outcome": "ok"}');
INSERT INTO "audit" VALUES(12,1795252259010,'device 01a1fd5f-5d95-7236-b759-9a84e73b8533','call','ana','{"id": "01a1fd5f-88b3-735d-8c64-81773f84a53d", "function": "attic:climate.sensors", "device": "01a1fd5f-6c79-7157-aba9-9288960dc804", "principal": "person", "outcome": "ok"}');
INSERT INTO "audit" VALUES(13,1795252259029,'device 01a1fd5f-5d95-7236-b759-9a84e73b8533','call','ana','{"id": "01a1fd5f-88c3-742c-833d-0af453c9cac9", "function": "attic:climate.sensors", "device": "01a1fd5f-6c79-7157-aba9-9288960dc804", "principal": "person", "outcome": "ok"}');
INSERT INTO "audit" VALUES(14,1795252259048,'device 01a1fd5f-5d95-7236-b759-9a84e73b8533','call','ana','{"id": "01a1fd5f-88d7-75df-b74a-39d827d038b5", "function": "attic:climate.sensors", "device": "01a1fd5f-6c79-7157-aba9-9288960dc804", "principal": "person", "outcome": "ok"}');
INSERT INTO "audit" VALUES(15,1795252259067,'device 01a1fd5f-5d95-7236-b759-9a84e73b8533','call','ana','{"id": "01a1fd5f-88ea-7016-98e3-55084368e9ba", "function": "attic:climate.sensors", "device": "01a1fd5f-6c79-7157-aba9-9288960dc804", "principal": "person", "outcome": "ok"}');
INSERT INTO "audit" VALUES(16,1795252259085,'device 01a1fd5f-5d95-7236-b759-9a84e73b8533','call','ana','{"id": "01a1fd5f-88fe-7648-a1ff-3aaba209924e", "function": "attic:climate.sensors", "device": "01a1fd5f-6c79-7157-aba9-9288960dc804", "principal": "person", "outcome": "ok"}');
INSERT INTO "audit" VALUES(17,1795252259101,'device 01a1fd5f-5d95-7236-b759-9a84e73b8533','call','ana','{"id": "01a1fd5f-890f-773d-b89c-5a40c5a788f7", "function": "attic:climate.sensors", "device": "01a1fd5f-6c79-7157-aba9-9288960dc804", "principal": "person", "outcome": "ok"}');
INSERT INTO "audit" VALUES(18,1795252259114,'device 01a1fd5f-5d95-7236-b759-9a84e73b8533','call','ana','{"id": "01a1fd5f-891e-7430-a36f-457ed1a78aa8", "function": "attic:climate.sensors", "device": "01a1fd5f-6c79-7157-aba9-9288960dc804", "principal": "person", "outcome": "ok"}');
INSERT INTO "audit" VALUES(19,1795252259128,'device 01a1fd5f-5d95-7236-b759-9a84e73b8533','call','ana','{"id": "01a1fd5f-892c-7011-9c8a-7cd130853022", "function": "attic:climate.sensors", "device": "01a1fd5f-6c79-7157-aba9-9288960dc804", "principal": "person", "outcome": "ok"}');
INSERT INTO "audit" VALUES(20,1795252259143,'device 01a1fd5f-5d95-7236-b759-9a84e73b8533','call','ana','{"id": "01a1fd5f-8939-7571-94d6-1ada5719e6f1", "function": "attic:climate.sensors", "device": "01a1fd5f-6c79-7157-aba9-9288960dc804", "principal": "person", "outcome": "ok"}');
INSERT INTO "audit" VALUES(21,1795252259159,'device 01a1fd5f-5d95-7236-b759-9a84e73b8533','call','ana','{"id": "01a1fd5f-8949-7395-8c9c-53520b0f6457", "function": "attic:climate.sensors", "device": "01a1fd5f-6c79-7157-aba9-9288960dc804", "principal": "person", "outcome": "ok"}');
INSERT INTO "audit" VALUES(22,1795252259178,'device 01a1fd5f-5d95-7236-b759-9a84e73b8533','call','ana','{"id": "01a1fd5f-8959-7513-bba5-c862b155350a", "function": "attic:climate.sensors", "device": "01a1fd5f-6c79-7157-aba9-9288960dc804", "principal": "person", "outcome": "ok"}');
INSERT INTO "audit" VALUES(23,1795252259194,'device 01a1fd5f-5d95-7236-b759-9a84e73b8533','call','ana','{"id": "01a1fd5f-896b-7043-bc2e-e58a5805c988", "function": "attic:climate.sensors", "device": "01a1fd5f-6c79-7157-aba9-9288960dc804", "principal": "person", "outcome": "ok"}');
INSERT INTO "audit" VALUES(24,1795252259211,'device 01a1fd5f-5d95-7236-b759-9a84e73b8533','call','ana','{"id": "01a1fd5f-897c-7739-8343-4fba6862001a", "function": "attic:climate.sensors", "device": "01a1fd5f-6c79-7157-aba9-9288960dc804", "principal": "person", "outcome": "ok"}');
INSERT INTO "audit" VALUES(25,1795252259227,'device 01a1fd5f-5d95-7236-b759-9a84e73b8533','call','ana','{"id": "01a1fd5f-898d-7684-9829-f4b0b103aa7e", "function": "attic:climate.sensors", "device": "01a1fd5f-6c79-7157-aba9-9288960dc804", "principal": "person", "outcome": "ok"}');
INSERT INTO "audit" VALUES(26,1795252259244,'device 01a1fd5f-5d95-7236-b759-9a84e73b8533','call','ana','{"id": "01a1fd5f-899d-7277-a9d1-fac63936cab3", "function": "attic:climate.sensors", "device": "01a1fd5f-6c79-7157-aba9-9288960dc804", "principal": "person", "outcome": "ok"}');
INSERT INTO "audit" VALUES(27,1795252259261,'device 01a1fd5f-5d95-7236-b759-9a84e73b8533','call','ana','{"id": "01a1fd5f-89ae-7210-a6f1-ed78ceb852e5", "function": "attic:climate.sensors", "device": "01a1fd5f-6c79-7157-aba9-9288960dc804", "principal": "person", "outcome": "ok"}');
INSERT INTO "audit" VALUES(28,1795252259278,'device 01a1fd5f-5d95-7236-b759-9a84e73b8533','call','ana','{"id": "01a1fd5f-89c0-7468-ac28-f43572b9c9cb", "function": "attic:climate.sensors", "device": "01a1fd5f-6c79-7157-aba9-9288960dc804", "principal": "person", "outcome": "ok"}');
INSERT INTO "audit" VALUES(29,1795252259292,'device 01a1fd5f-5d95-7236-b759-9a84e73b8533','call','ana','{"id": "01a1fd5f-89d0-7620-82d0-075e90b85ffb", "function": "attic:climate.sensors", "device": "01a1fd5f-6c79-7157-aba9-9288960dc804", "principal": "person", "outcome": "ok"}');
INSERT INTO "audit" VALUES(30,1795252259306,'device 01a1fd5f-5d95-7236-b759-9a84e73b8533','call','ana','{"id": "01a1fd5f-89de-735f-8b10-b2993e3abc52", "function": "attic:climate.sensors", "device": "01a1fd5f-6c79-7157-aba9-9288960dc804", "principal": "person", "outcome": "ok"}');
INSERT INTO "audit" VALUES(31,1795252259320,'device 01a1fd5f-5d95-7236-b759-9a84e73b8533','call','ana','{"id": "01a1fd5f-89ec-7298-8196-fc700b55ed2d", "function": "attic:climate.sensors", "device": "01a1fd5f-6c79-7157-aba9-9288960dc804", "principal": "person", "outcome": "ok"}');
INSERT INTO "audit" VALUES(32,1795252259336,'device 01a1fd5f-5d95-7236-b759-9a84e73b8533','call','ana','{"id": "01a1fd5f-89fa-74fb-8a8d-e5df892df9a8", "function": "attic:climate.sensors", "device": "01a1fd5f-6c79-7157-aba9-9288960dc804", "principal": "person", "outcome": "ok"}');
INSERT INTO "audit" VALUES(33,1795252259355,'device 01a1fd5f-5d95-7236-b759-9a84e73b8533','call','ana','{"id": "01a1fd5f-8a0a-76db-a5a1-eb519838e802", "function": "attic:climate.sensors", "device": "01a1fd5f-6c79-7157-aba9-9288960dc804", "principal": "person", "outcome": "ok"}');
INSERT INTO "audit" VALUES(34,1795252259373,'device 01a1fd5f-5d95-7236-b759-9a84e73b8533','call','ana','{"id": "01a1fd5f-8a1e-7629-b0ec-3ba52a74df24", "function": "attic:climate.sensors", "device": "01a1fd5f-6c79-7157-aba9-9288960dc804", "principal": "person", "outcome": "ok"}');
INSERT INTO "audit" VALUES(35,1795252259390,'device 01a1fd5f-5d95-7236-b759-9a84e73b8533','call','ana','{"id": "01a1fd5f-8a2e-775d-9de2-cd9c27316161", "function": "attic:climate.sensors", "device": "01a1fd5f-6c79-7157-aba9-9288960dc804", "principal": "person", "outcome": "ok"}');
INSERT INTO "audit" VALUES(36,1795252266593,'device 01a1fd5f-5d95-7236-b759-9a84e73b8533','call','ana','{"id": "01a1fd5f-92c8-7345-ae7b-2b9d796990bf", "function": "attic:climate.calibrate", "device": "01a1fd5f-6c79-7157-aba9-9288960dc804", "principal": "person", "outcome": "approval_pending"}');
INSERT INTO "audit" VALUES(37,1795252300088,'admin','user-add','ben','{"role": "admin"}');
INSERT INTO "audit" VALUES(38,1795252300880,'admin','user-add','小明','{"role": "user"}');
INSERT INTO "audit" VALUES(39,1795252301556,'admin','user-disable','ben','{}');
INSERT INTO "audit" VALUES(40,1795252302165,'admin','pairing-code','小明','{"expires_ms": 1795252902165}');
INSERT INTO "audit" VALUES(41,1795252305230,'device 01a1fd5f-5d95-7236-b759-9a84e73b8533','sign-in','ana','{}');
INSERT INTO "audit" VALUES(42,1795252307900,'device 01a1fd5f-5d95-7236-b759-9a84e73b8533','sign-in','ana','{}');
INSERT INTO "audit" VALUES(43,1795252310512,'device 01a1fd5f-5d95-7236-b759-9a84e73b8533','sign-in','ana','{}');
INSERT INTO "audit" VALUES(44,1795252313087,'device 01a1fd5f-5d95-7236-b759-9a84e73b8533','sign-in','ana','{}');
CREATE TABLE device (
	id VARCHAR NOT NULL, 
	user_id VARCHAR NOT NULL, 
	handle VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	platform VARCHAR NOT NULL, 
	public_key VARCHAR NOT NULL, 
	revoked BOOLEAN NOT NULL, 
	created_ms BIGINT NOT NULL, 
	last_seen_ms BIGINT, 
	functions VARCHAR NOT NULL, 
	function_count INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(user_id) REFERENCES user (id) ON DELETE CASCADE, 
	UNIQUE (public_key)
);
INSERT INTO "device" VALUES('01a1fd5f-5d95-7236-b759-9a84e73b8533','01a1fd5f-4ee9-7110-b635-0fe647bdc749','laptop','laptop','Linux x86_64','NUBs3UB6p_9mkcJB8eKChd_AWjyWM_m4XxF0QkyPNtI',0,1795252247953,1795252313262,'[]',0);
INSERT INTO "device" VALUES('01a1fd5f-6c79-7157-aba9-9288960dc804','01a1fd5f-4ee9-7110-b635-0fe647bdc749','attic','attic','Linux x86_64','KYOKx9ClYuM-vM3trUbggkOOWKznA15RJ-aEjzdkgX8',0,1795252251767,1795252313640,'[{"skill":"climate","function":"sensors","description":"Say which sensors there are, how many readings each has, and from when to when.\n\nEffects: none","parameters":{"type":"object","properties":{},"required":[],"additionalProperties":false},"returns":{"type":"array","items":{"type":"object"}},"effect":"none","digest":"e4d430171b9262a32975c73563b4af1dc70693857bb1c55d0ff1ca65a098cd4e","trusted":false},{"skill":"climate","function":"summary","description":"Summarise what a sensor measured in the last hours before its newest reading.\n\nArgs:\n    sensor: Which sensor.\n    hours: How many hours to look back, from 1 to 168.\n\nReturns:\n    Mean, lowest and highest temperature and humidity, and the hours that were warmer than 26 °C.\n\nEffects: none","parameters":{"type":"object","properties":{"sensor":{"enum":["attic","cellar"],"description":"Which sensor."},"hours":{"type":"integer","description":"How many hours to look back, from 1 to 168.","default":24}},"required":["sensor"],"additionalProperties":false},"returns":{"type":"object"},"effect":"none","digest":"e4d430171b9262a32975c73563b4af1dc70693857bb1c55d0ff1ca65a098cd4e","trusted":false},{"skill":"climate","function":"calibrate","description":"Correct a sensor by an offset, and say what its last day looked like before and after.\n\nArgs:\n    sensor: Which sensor.\n    offset: Degrees to add to each temperature, at most 5 either way.\n\nEffects: effect","parameters":{"type":"object","properties":{"sensor":{"enum":["attic","cellar"],"description":"Which sensor."},"offset":{"type":"number","description":"Degrees to add to each temperature, at most 5 either way."}},"required":["sensor","offset"],"additionalProperties":false},"returns":{"type":"object"},"effect":"effect","digest":"e4d430171b9262a32975c73563b4af1dc70693857bb1c55d0ff1ca65a098cd4e","trusted":false}]',3);
CREATE TABLE pairing_code (
	code_hash VARCHAR NOT NULL, 
	user_id VARCHAR NOT NULL, 
	expires_ms BIGINT NOT NULL, 
	device_id VARCHAR, 
	PRIMARY KEY (code_hash), 
	FOREIGN KEY(user_id) REFERENCES user (id) ON DELETE CASCADE
);
INSERT INTO "pairing_code" VALUES('698999a347f9ca6e4aeb4ba4d6985673f4383d9ad70e9cbcf07d21d9e15d1350','01a1fd5f-4ee9-7110-b635-0fe647bdc749',1795252847112,'01a1fd5f-5d95-7236-b759-9a84e73b8533');
INSERT INTO "pairing_code" VALUES('e796897445aa6cd85634675bf23cf2c36ccdb148fa0555cc0597b0261db96e65','01a1fd5f-4ee9-7110-b635-0fe647bdc749',1795252850997,'01a1fd5f-6c79-7157-aba9-9288960dc804');
INSERT INTO "pairing_code" VALUES('41d61a7a08e4c08916b133e5a6c7042b461668fb26560e8e90b5c7ce065f00af','01a1fd60-2c50-77a7-8ca6-ecad95a08e1d',1795252902165,NULL);
CREATE TABLE quarantine (
	user_id VARCHAR NOT NULL, 
	replica_id VARCHAR NOT NULL, 
	replica_seq INTEGER NOT NULL, 
	code VARCHAR NOT NULL, 
	message VARCHAR NOT NULL, 
	op VARCHAR NOT NULL, 
	PRIMARY KEY (user_id, replica_id, replica_seq), 
	FOREIGN KEY(user_id) REFERENCES user (id) ON DELETE CASCADE
);
CREATE TABLE replica (
	user_id VARCHAR NOT NULL, 
	replica_id VARCHAR NOT NULL, 
	device_id VARCHAR NOT NULL, 
	last_seq INTEGER NOT NULL, 
	PRIMARY KEY (user_id, replica_id), 
	FOREIGN KEY(user_id) REFERENCES user (id) ON DELETE CASCADE
);
INSERT INTO "replica" VALUES('01a1fd5f-4ee9-7110-b635-0fe647bdc749','01a1fd5f-5dca-770b-a048-218009479dbc','01a1fd5f-5d95-7236-b759-9a84e73b8533',3);
CREATE TABLE setting (
	"key" VARCHAR NOT NULL, 
	value VARCHAR NOT NULL, 
	PRIMARY KEY ("key")
);
INSERT INTO "setting" VALUES('hub_id','01a1fd5f-4c21-7213-8dd9-8f11a6d786d9');
INSERT INTO "setting" VALUES('log_epoch','01a1fd5f-4c2a-70fa-9b21-18a17d03409e');
INSERT INTO "setting" VALUES('served','{"url": "https://127.0.0.1:46345", "public_url": "https://127.0.0.1:46345", "fingerprint": "tVdqRbhZjP-jD8JrqUKq6lww_PX5rJAW9a2QbFrwUww", "pid": 12598}');
CREATE TABLE signing_key (
	kid VARCHAR NOT NULL, 
	private_key VARCHAR NOT NULL, 
	created_ms BIGINT NOT NULL, 
	PRIMARY KEY (kid)
);
INSERT INTO "signing_key" VALUES('23C168dXxw-ocu4w','AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',1795252243501);
CREATE TABLE sync_log (
	user_id VARCHAR NOT NULL, 
	server_seq BIGINT NOT NULL, 
	op_id VARCHAR NOT NULL, 
	entity VARCHAR, 
	replica_id VARCHAR NOT NULL, 
	replica_seq INTEGER NOT NULL, 
	op VARCHAR NOT NULL, 
	PRIMARY KEY (user_id, server_seq), 
	UNIQUE (user_id, op_id), 
	UNIQUE (user_id, entity), 
	FOREIGN KEY(user_id) REFERENCES user (id) ON DELETE CASCADE
);
INSERT INTO "sync_log" VALUES('01a1fd5f-4ee9-7110-b635-0fe647bdc749',1,'01a1fd5f-b7c8-7431-8130-f04f2e450a2d','session 01a1fd5f-b7c8-7431-8130-f050b10d6126','01a1fd5f-5dca-770b-a048-218009479dbc',1,'{"created_ms":1795252271048,"kind":"session.create","op_id":"01a1fd5f-b7c8-7431-8130-f04f2e450a2d","session_id":"01a1fd5f-b7c8-7431-8130-f050b10d6126","title":"Was the attic damp?"}');
INSERT INTO "sync_log" VALUES('01a1fd5f-4ee9-7110-b635-0fe647bdc749',2,'01a1fd5f-ba9d-719e-9419-65ae34024a7f','message 01a1fd5f-ba9c-75c2-a8ba-68ea88612258','01a1fd5f-5dca-770b-a048-218009479dbc',2,'{"kind":"message.add","message":{"created_ms":1795252271773,"device":"laptop","extra":{},"id":"01a1fd5f-ba9c-75c2-a8ba-68ea88612258","model":null,"parent_id":null,"role":"user","status":"complete","text":"It never passed 58 %. No need for the fan."},"op_id":"01a1fd5f-ba9d-719e-9419-65ae34024a7f","session_id":"01a1fd5f-b7c8-7431-8130-f050b10d6126"}');
INSERT INTO "sync_log" VALUES('01a1fd5f-4ee9-7110-b635-0fe647bdc749',3,'01a1fd60-3d49-7634-b57f-907eb9319d31','session 01a1fd60-3d49-7634-b57f-907f1aff5ae9','01a1fd5f-5dca-770b-a048-218009479dbc',3,'{"created_ms":1795252305225,"kind":"session.create","op_id":"01a1fd60-3d49-7634-b57f-907eb9319d31","session_id":"01a1fd60-3d49-7634-b57f-907f1aff5ae9","title":"Waits for the hub"}');
CREATE TABLE used_assertion (
	device_id VARCHAR NOT NULL, 
	jti VARCHAR NOT NULL, 
	expires_ms BIGINT NOT NULL, 
	PRIMARY KEY (device_id, jti)
);
INSERT INTO "used_assertion" VALUES('01a1fd5f-6c79-7157-aba9-9288960dc804','01a1fd5f-6c81-75b0-85c8-922d549b38bc',1795252316000);
INSERT INTO "used_assertion" VALUES('01a1fd5f-5d95-7236-b759-9a84e73b8533','01a1fd60-3c5e-7373-a15c-f4c3ec8d3ef5',1795252369000);
INSERT INTO "used_assertion" VALUES('01a1fd5f-5d95-7236-b759-9a84e73b8533','01a1fd60-46be-7434-ae0c-35f2f57648ff',1795252372000);
INSERT INTO "used_assertion" VALUES('01a1fd5f-5d95-7236-b759-9a84e73b8533','01a1fd60-50e6-70c9-b65d-ba17ca244268',1795252375000);
INSERT INTO "used_assertion" VALUES('01a1fd5f-5d95-7236-b759-9a84e73b8533','01a1fd60-5af0-7072-ba8f-a5faca0cdb90',1795252377000);
CREATE TABLE user (
	id VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	role VARCHAR NOT NULL, 
	password_hash VARCHAR, 
	disabled BOOLEAN NOT NULL, 
	created_ms BIGINT NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (name)
);
INSERT INTO "user" VALUES('01a1fd5f-4ee9-7110-b635-0fe647bdc749','ana','user',NULL,0,1795252244201);
INSERT INTO "user" VALUES('01a1fd60-2937-75de-8e37-ded84421cace','ben','admin',NULL,1,1795252300087);
INSERT INTO "user" VALUES('01a1fd60-2c50-77a7-8ca6-ecad95a08e1d','小明','user',NULL,0,1795252300880);
CREATE INDEX ix_used_assertion_expires_ms ON used_assertion (expires_ms);
CREATE INDEX ix_pairing_code_user_id ON pairing_code (user_id);
CREATE UNIQUE INDEX device_handle ON device (user_id, handle) WHERE NOT revoked;
CREATE INDEX ix_device_user_id ON device (user_id);
PRAGMA user_version=1;
COMMIT;
