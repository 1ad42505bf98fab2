BEGIN TRANSACTION;
CREATE TABLE active_skill (
	name VARCHAR NOT NULL, 
	digest VARCHAR NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO "active_skill" VALUES('climate','e4d430171b9262a32975c73563b4af1dc70693857bb1c55d0ff1ca65a098cd4e');
CREATE TABLE ask (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	work_id VARCHAR NOT NULL, 
	number INTEGER NOT NULL, 
	asked VARCHAR NOT NULL, 
	offered VARCHAR NOT NULL, 
	args TEXT NOT NULL, 
	holder VARCHAR NOT NULL, 
	label VARCHAR NOT NULL, 
	title VARCHAR NOT NULL, 
	asker VARCHAR NOT NULL, 
	read TEXT NOT NULL, 
	created_ms INTEGER NOT NULL, 
	expires_ms INTEGER NOT NULL, 
	state VARCHAR NOT NULL, 
	answer VARCHAR NOT NULL, 
	answered_ms INTEGER
);
INSERT INTO "ask" VALUES(1,'01a1fd5f-92c8-7345-ae7b-2b9d796990bf',0,'call:device:climate.calibrate','call:device:climate.calibrate','{"sensor": "attic", "offset": 2.0}','callers:climate:e4d430171b9262a32975c73563b4af1dc70693857bb1c55d0ff1ca65a098cd4e','climate','climate.calibrate','person@laptop','[]',1795252261582,1795338661582,'pending','',NULL);
CREATE TABLE audit (
	id INTEGER NOT NULL, 
	at_ms INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	who VARCHAR NOT NULL, 
	what VARCHAR NOT NULL, 
	target VARCHAR NOT NULL, 
	verdict VARCHAR NOT NULL, 
	rule VARCHAR NOT NULL, 
	work VARCHAR NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "audit" VALUES(1,1795252254373,'call','person@laptop','call','climate.sensors','allowed','exposed: read','01a1fd5f-769f-7490-bfb4-8cc060fd1ea1');
INSERT INTO "audit" VALUES(2,1795252254397,'call','person@laptop','call','climate.summary','allowed','exposed: read','01a1fd5f-76b9-761f-8530-7f615e6f7ba6');
INSERT INTO "audit" VALUES(3,1795252254415,'call','person@laptop','call','climate.summary','allowed','exposed: read','01a1fd5f-76cc-72a8-a8cc-9a6cf199eb11');
INSERT INTO "audit" VALUES(4,1795252258977,'call','person@laptop','call','climate.sensors','allowed','exposed: read','01a1fd5f-889e-7557-a88c-2915b8e9b5f1');
INSERT INTO "audit" VALUES(5,1795252258998,'call','person@laptop','call','climate.sensors','allowed','exposed: read','01a1fd5f-88b3-735d-8c64-81773f84a53d');
INSERT INTO "audit" VALUES(6,1795252259015,'call','person@laptop','call','climate.sensors','allowed','exposed: read','01a1fd5f-88c3-742c-833d-0af453c9cac9');
INSERT INTO "audit" VALUES(7,1795252259034,'call','person@laptop','call','climate.sensors','allowed','exposed: read','01a1fd5f-88d7-75df-b74a-39d827d038b5');
INSERT INTO "audit" VALUES(8,1795252259053,'call','person@laptop','call','climate.sensors','allowed','exposed: read','01a1fd5f-88ea-7016-98e3-55084368e9ba');
INSERT INTO "audit" VALUES(9,1795252259073,'call','person@laptop','call','climate.sensors','allowed','exposed: read','01a1fd5f-88fe-7648-a1ff-3aaba209924e');
INSERT INTO "audit" VALUES(10,1795252259089,'call','person@laptop','call','climate.sensors','allowed','exposed: read','01a1fd5f-890f-773d-b89c-5a40c5a788f7');
INSERT INTO "audit" VALUES(11,1795252259104,'call','person@laptop','call','climate.sensors','allowed','exposed: read','01a1fd5f-891e-7430-a36f-457ed1a78aa8');
INSERT INTO "audit" VALUES(12,1795252259118,'call','person@laptop','call','climate.sensors','allowed','exposed: read','01a1fd5f-892c-7011-9c8a-7cd130853022');
INSERT INTO "audit" VALUES(13,1795252259132,'call','person@laptop','call','climate.sensors','allowed','exposed: read','01a1fd5f-8939-7571-94d6-1ada5719e6f1');
INSERT INTO "audit" VALUES(14,1795252259148,'call','person@laptop','call','climate.sensors','allowed','exposed: read','01a1fd5f-8949-7395-8c9c-53520b0f6457');
INSERT INTO "audit" VALUES(15,1795252259164,'call','person@laptop','call','climate.sensors','allowed','exposed: read','01a1fd5f-8959-7513-bba5-c862b155350a');
INSERT INTO "audit" VALUES(16,1795252259182,'call','person@laptop','call','climate.sensors','allowed','exposed: read','01a1fd5f-896b-7043-bc2e-e58a5805c988');
INSERT INTO "audit" VALUES(17,1795252259199,'call','person@laptop','call','climate.sensors','allowed','exposed: read','01a1fd5f-897c-7739-8343-4fba6862001a');
INSERT INTO "audit" VALUES(18,1795252259216,'call','person@laptop','call','climate.sensors','allowed','exposed: read','01a1fd5f-898d-7684-9829-f4b0b103aa7e');
INSERT INTO "audit" VALUES(19,1795252259232,'call','person@laptop','call','climate.sensors','allowed','exposed: read','01a1fd5f-899d-7277-a9d1-fac63936cab3');
INSERT INTO "audit" VALUES(20,1795252259249,'call','person@laptop','call','climate.sensors','allowed','exposed: read','01a1fd5f-89ae-7210-a6f1-ed78ceb852e5');
INSERT INTO "audit" VALUES(21,1795252259267,'call','person@laptop','call','climate.sensors','allowed','exposed: read','01a1fd5f-89c0-7468-ac28-f43572b9c9cb');
INSERT INTO "audit" VALUES(22,1795252259282,'call','person@laptop','call','climate.sensors','allowed','exposed: read','01a1fd5f-89d0-7620-82d0-075e90b85ffb');
INSERT INTO "audit" VALUES(23,1795252259296,'call','person@laptop','call','climate.sensors','allowed','exposed: read','01a1fd5f-89de-735f-8b10-b2993e3abc52');
INSERT INTO "audit" VALUES(24,1795252259310,'call','person@laptop','call','climate.sensors','allowed','exposed: read','01a1fd5f-89ec-7298-8196-fc700b55ed2d');
INSERT INTO "audit" VALUES(25,1795252259324,'call','person@laptop','call','climate.sensors','allowed','exposed: read','01a1fd5f-89fa-74fb-8a8d-e5df892df9a8');
INSERT INTO "audit" VALUES(26,1795252259341,'call','person@laptop','call','climate.sensors','allowed','exposed: read','01a1fd5f-8a0a-76db-a5a1-eb519838e802');
INSERT INTO "audit" VALUES(27,1795252259361,'call','person@laptop','call','climate.sensors','allowed','exposed: read','01a1fd5f-8a1e-7629-b0ec-3ba52a74df24');
INSERT INTO "audit" VALUES(28,1795252259377,'call','person@laptop','call','climate.sensors','allowed','exposed: read','01a1fd5f-8a2e-775d-9de2-cd9c27316161');
INSERT INTO "audit" VALUES(29,1795252266588,'call','person@laptop','call','climate.calibrate','asked','asked','01a1fd5f-92c8-7345-ae7b-2b9d796990bf');
INSERT INTO "audit" VALUES(30,1795252362073,'grant','person','climate','http:api.example.org','allow','1','');
CREATE TABLE call (
	id VARCHAR NOT NULL, 
	started_ms INTEGER NOT NULL, 
	work TEXT, 
	journal TEXT, 
	result TEXT, 
	PRIMARY KEY (id)
);
INSERT INTO "call" VALUES('01a1fd5f-769f-7490-bfb4-8cc060fd1ea1',1795252254371,NULL,NULL,'{"type":"result","id":"01a1fd5f-769f-7490-bfb4-8cc060fd1ea1","result":[{"sensor":"attic","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"},{"sensor":"cellar","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"}],"error":null,"elapsed_ms":11.278,"device":null}');
INSERT INTO "call" VALUES('01a1fd5f-76b9-761f-8530-7f615e6f7ba6',1795252254395,NULL,NULL,'{"type":"result","id":"01a1fd5f-76b9-761f-8530-7f615e6f7ba6","result":{"sensor":"attic","hours":24,"readings":24,"from":"2026-07-12T00:00:00+00:00","to":"2026-07-12T23:00:00+00:00","temperature":{"mean":22.08,"min":17.9,"max":26.8},"humidity":{"mean":49.46,"min":41.0,"max":58.0},"hours_above_26":3},"error":null,"elapsed_ms":8.956,"device":null}');
INSERT INTO "call" VALUES('01a1fd5f-76cc-72a8-a8cc-9a6cf199eb11',1795252254414,NULL,NULL,'{"type":"result","id":"01a1fd5f-76cc-72a8-a8cc-9a6cf199eb11","result":{"sensor":"cellar","hours":24,"readings":24,"from":"2026-07-12T00:00:00+00:00","to":"2026-07-12T23:00:00+00:00","temperature":{"mean":15.58,"min":15.0,"max":16.1},"humidity":{"mean":71.12,"min":69.0,"max":74.0},"hours_above_26":0},"error":null,"elapsed_ms":8.37,"device":null}');
INSERT INTO "call" VALUES('01a1fd5f-889e-7557-a88c-2915b8e9b5f1',1795252258976,NULL,NULL,'{"type":"result","id":"01a1fd5f-889e-7557-a88c-2915b8e9b5f1","result":[{"sensor":"attic","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"},{"sensor":"cellar","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"}],"error":null,"elapsed_ms":11.853,"device":null}');
INSERT INTO "call" VALUES('01a1fd5f-88b3-735d-8c64-81773f84a53d',1795252258997,NULL,NULL,'{"type":"result","id":"01a1fd5f-88b3-735d-8c64-81773f84a53d","result":[{"sensor":"attic","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"},{"sensor":"cellar","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"}],"error":null,"elapsed_ms":8.052,"device":null}');
INSERT INTO "call" VALUES('01a1fd5f-88c3-742c-833d-0af453c9cac9',1795252259014,NULL,NULL,'{"type":"result","id":"01a1fd5f-88c3-742c-833d-0af453c9cac9","result":[{"sensor":"attic","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"},{"sensor":"cellar","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"}],"error":null,"elapsed_ms":11.046,"device":null}');
INSERT INTO "call" VALUES('01a1fd5f-88d7-75df-b74a-39d827d038b5',1795252259033,NULL,NULL,'{"type":"result","id":"01a1fd5f-88d7-75df-b74a-39d827d038b5","result":[{"sensor":"attic","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"},{"sensor":"cellar","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"}],"error":null,"elapsed_ms":11.038,"device":null}');
INSERT INTO "call" VALUES('01a1fd5f-88ea-7016-98e3-55084368e9ba',1795252259052,NULL,NULL,'{"type":"result","id":"01a1fd5f-88ea-7016-98e3-55084368e9ba","result":[{"sensor":"attic","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"},{"sensor":"cellar","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"}],"error":null,"elapsed_ms":11.188,"device":null}');
INSERT INTO "call" VALUES('01a1fd5f-88fe-7648-a1ff-3aaba209924e',1795252259072,NULL,NULL,'{"type":"result","id":"01a1fd5f-88fe-7648-a1ff-3aaba209924e","result":[{"sensor":"attic","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"},{"sensor":"cellar","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"}],"error":null,"elapsed_ms":8.447,"device":null}');
INSERT INTO "call" VALUES('01a1fd5f-890f-773d-b89c-5a40c5a788f7',1795252259088,NULL,NULL,'{"type":"result","id":"01a1fd5f-890f-773d-b89c-5a40c5a788f7","result":[{"sensor":"attic","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"},{"sensor":"cellar","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"}],"error":null,"elapsed_ms":8.202,"device":null}');
INSERT INTO "call" VALUES('01a1fd5f-891e-7430-a36f-457ed1a78aa8',1795252259103,NULL,NULL,'{"type":"result","id":"01a1fd5f-891e-7430-a36f-457ed1a78aa8","result":[{"sensor":"attic","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"},{"sensor":"cellar","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"}],"error":null,"elapsed_ms":7.341,"device":null}');
INSERT INTO "call" VALUES('01a1fd5f-892c-7011-9c8a-7cd130853022',1795252259117,NULL,NULL,'{"type":"result","id":"01a1fd5f-892c-7011-9c8a-7cd130853022","result":[{"sensor":"attic","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"},{"sensor":"cellar","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"}],"error":null,"elapsed_ms":7.178,"device":null}');
INSERT INTO "call" VALUES('01a1fd5f-8939-7571-94d6-1ada5719e6f1',1795252259131,NULL,NULL,'{"type":"result","id":"01a1fd5f-8939-7571-94d6-1ada5719e6f1","result":[{"sensor":"attic","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"},{"sensor":"cellar","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"}],"error":null,"elapsed_ms":7.909,"device":null}');
INSERT INTO "call" VALUES('01a1fd5f-8949-7395-8c9c-53520b0f6457',1795252259147,NULL,NULL,'{"type":"result","id":"01a1fd5f-8949-7395-8c9c-53520b0f6457","result":[{"sensor":"attic","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"},{"sensor":"cellar","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"}],"error":null,"elapsed_ms":8.203,"device":null}');
INSERT INTO "call" VALUES('01a1fd5f-8959-7513-bba5-c862b155350a',1795252259163,NULL,NULL,'{"type":"result","id":"01a1fd5f-8959-7513-bba5-c862b155350a","result":[{"sensor":"attic","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"},{"sensor":"cellar","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"}],"error":null,"elapsed_ms":8.37,"device":null}');
INSERT INTO "call" VALUES('01a1fd5f-896b-7043-bc2e-e58a5805c988',1795252259181,NULL,NULL,'{"type":"result","id":"01a1fd5f-896b-7043-bc2e-e58a5805c988","result":[{"sensor":"attic","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"},{"sensor":"cellar","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"}],"error":null,"elapsed_ms":8.386,"device":null}');
INSERT INTO "call" VALUES('01a1fd5f-897c-7739-8343-4fba6862001a',1795252259198,NULL,NULL,'{"type":"result","id":"01a1fd5f-897c-7739-8343-4fba6862001a","result":[{"sensor":"attic","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"},{"sensor":"cellar","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"}],"error":null,"elapsed_ms":9.008,"device":null}');
INSERT INTO "call" VALUES('01a1fd5f-898d-7684-9829-f4b0b103aa7e',1795252259215,NULL,NULL,'{"type":"result","id":"01a1fd5f-898d-7684-9829-f4b0b103aa7e","result":[{"sensor":"attic","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"},{"sensor":"cellar","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"}],"error":null,"elapsed_ms":8.056,"device":null}');
INSERT INTO "call" VALUES('01a1fd5f-899d-7277-a9d1-fac63936cab3',1795252259231,NULL,NULL,'{"type":"result","id":"01a1fd5f-899d-7277-a9d1-fac63936cab3","result":[{"sensor":"attic","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"},{"sensor":"cellar","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"}],"error":null,"elapsed_ms":8.401,"device":null}');
INSERT INTO "call" VALUES('01a1fd5f-89ae-7210-a6f1-ed78ceb852e5',1795252259248,NULL,NULL,'{"type":"result","id":"01a1fd5f-89ae-7210-a6f1-ed78ceb852e5","result":[{"sensor":"attic","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"},{"sensor":"cellar","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"}],"error":null,"elapsed_ms":8.554,"device":null}');
INSERT INTO "call" VALUES('01a1fd5f-89c0-7468-ac28-f43572b9c9cb',1795252259265,NULL,NULL,'{"type":"result","id":"01a1fd5f-89c0-7468-ac28-f43572b9c9cb","result":[{"sensor":"attic","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"},{"sensor":"cellar","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"}],"error":null,"elapsed_ms":8.222,"device":null}');
INSERT INTO "call" VALUES('01a1fd5f-89d0-7620-82d0-075e90b85ffb',1795252259281,NULL,NULL,'{"type":"result","id":"01a1fd5f-89d0-7620-82d0-075e90b85ffb","result":[{"sensor":"attic","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"},{"sensor":"cellar","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"}],"error":null,"elapsed_ms":7.651,"device":null}');
INSERT INTO "call" VALUES('01a1fd5f-89de-735f-8b10-b2993e3abc52',1795252259295,NULL,NULL,'{"type":"result","id":"01a1fd5f-89de-735f-8b10-b2993e3abc52","result":[{"sensor":"attic","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"},{"sensor":"cellar","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"}],"error":null,"elapsed_ms":7.2,"device":null}');
INSERT INTO "call" VALUES('01a1fd5f-89ec-7298-8196-fc700b55ed2d',1795252259309,NULL,NULL,'{"type":"result","id":"01a1fd5f-89ec-7298-8196-fc700b55ed2d","result":[{"sensor":"attic","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"},{"sensor":"cellar","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"}],"error":null,"elapsed_ms":7.411,"device":null}');
INSERT INTO "call" VALUES('01a1fd5f-89fa-74fb-8a8d-e5df892df9a8',1795252259323,NULL,NULL,'{"type":"result","id":"01a1fd5f-89fa-74fb-8a8d-e5df892df9a8","result":[{"sensor":"attic","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"},{"sensor":"cellar","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"}],"error":null,"elapsed_ms":8.029,"device":null}');
INSERT INTO "call" VALUES('01a1fd5f-8a0a-76db-a5a1-eb519838e802',1795252259339,NULL,NULL,'{"type":"result","id":"01a1fd5f-8a0a-76db-a5a1-eb519838e802","result":[{"sensor":"attic","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"},{"sensor":"cellar","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"}],"error":null,"elapsed_ms":10.785,"device":null}');
INSERT INTO "call" VALUES('01a1fd5f-8a1e-7629-b0ec-3ba52a74df24',1795252259359,NULL,NULL,'{"type":"result","id":"01a1fd5f-8a1e-7629-b0ec-3ba52a74df24","result":[{"sensor":"attic","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"},{"sensor":"cellar","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"}],"error":null,"elapsed_ms":9.21,"device":null}');
INSERT INTO "call" VALUES('01a1fd5f-8a2e-775d-9de2-cd9c27316161',1795252259376,NULL,NULL,'{"type":"result","id":"01a1fd5f-8a2e-775d-9de2-cd9c27316161","result":[{"sensor":"attic","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"},{"sensor":"cellar","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"}],"error":null,"elapsed_ms":9.939,"device":null}');
INSERT INTO "call" VALUES('01a1fd5f-92c8-7345-ae7b-2b9d796990bf',1795252261578,'{"id":"01a1fd5f-92c8-7345-ae7b-2b9d796990bf","principal":{"kind":"person","id":""},"chain":["01a1fd5f-92c6-729b-a104-feb046d5ecf6"],"caller":{"device_id":"01a1fd5f-5d95-7236-b759-9a84e73b8533","handle":"laptop","name":"laptop"},"by_code":true,"wall_s":29.749984497000696,"patience_s":null,"skill":"climate","function":"calibrate","args":{"sensor":"attic","offset":2.0},"digest":"e4d430171b9262a32975c73563b4af1dc70693857bb1c55d0ff1ca65a098cd4e","code":"","grants":[],"asks":true}','{"seed":3962092836736134036,"entropy":"48e09a05874c37281d4a1bdf407e1b25422725499ef7d94073fece5f6567cc0f","granted":{},"clock":[],"steps":[],"results":{},"asking":[],"rows":[],"wall_left_s":0.0,"whole":true,"size":0}',NULL);
CREATE TABLE function_exposure (
	digest VARCHAR NOT NULL, 
	function VARCHAR NOT NULL, 
	level VARCHAR NOT NULL, 
	PRIMARY KEY (digest, function)
);
CREATE TABLE grant (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	holder VARCHAR NOT NULL, 
	label VARCHAR NOT NULL, 
	capability VARCHAR NOT NULL, 
	verdict VARCHAR NOT NULL, 
	args TEXT, 
	created_ms INTEGER NOT NULL
);
INSERT INTO "grant" VALUES(1,'skill:climate:e4d430171b9262a32975c73563b4af1dc70693857bb1c55d0ff1ca65a098cd4e','climate','http:api.example.org','allow',NULL,1795252362071);
CREATE TABLE message (
	id VARCHAR NOT NULL, 
	session_id VARCHAR NOT NULL, 
	body TEXT NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "message" VALUES('01a1fd5f-ba9c-75c2-a8ba-68ea88612258','01a1fd5f-b7c8-7431-8130-f050b10d6126','{"id":"01a1fd5f-ba9c-75c2-a8ba-68ea88612258","parent_id":null,"role":"user","text":"It never passed 58 %. No need for the fan.","model":null,"status":"complete","device":"laptop","created_ms":1795252271773,"extra":{}}');
CREATE TABLE outbox (
	replica_seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	op_id VARCHAR NOT NULL, 
	session_id VARCHAR NOT NULL, 
	sets VARCHAR, 
	op TEXT NOT NULL, 
	UNIQUE (op_id)
);
CREATE TABLE parked (
	server_seq INTEGER NOT NULL, 
	op TEXT NOT NULL, 
	PRIMARY KEY (server_seq)
);
CREATE TABLE quarantine (
	replica_seq INTEGER NOT NULL, 
	op TEXT NOT NULL, 
	code VARCHAR NOT NULL, 
	message VARCHAR NOT NULL, 
	PRIMARY KEY (replica_seq)
);
CREATE TABLE register (
	session_id VARCHAR NOT NULL, 
	field VARCHAR NOT NULL, 
	value VARCHAR NOT NULL, 
	server_seq INTEGER NOT NULL, 
	PRIMARY KEY (session_id, field)
);
CREATE TABLE run (
	id VARCHAR NOT NULL, 
	started_ms INTEGER NOT NULL, 
	title VARCHAR NOT NULL, 
	principal VARCHAR NOT NULL, 
	ok BOOLEAN NOT NULL, 
	record TEXT NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "run" VALUES('01a1fd5f-769f-7490-bfb4-8cc060fd1ea1',1795252254374,'climate.sensors','person@laptop',1,'{"id":"01a1fd5f-769f-7490-bfb4-8cc060fd1ea1","digest":"e4d430171b9262a32975c73563b4af1dc70693857bb1c55d0ff1ca65a098cd4e","ok":true,"result":[{"sensor":"attic","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"},{"sensor":"cellar","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"}],"error":null,"elapsed_ms":11.278,"guest_ms":9.173,"peak_memory_bytes":36528128,"stdout":"","stderr":"","truncated":false,"calls":[]}');
INSERT INTO "run" VALUES('01a1fd5f-76b9-761f-8530-7f615e6f7ba6',1795252254397,'climate.summary','person@laptop',1,'{"id":"01a1fd5f-76b9-761f-8530-7f615e6f7ba6","digest":"e4d430171b9262a32975c73563b4af1dc70693857bb1c55d0ff1ca65a098cd4e","ok":true,"result":{"sensor":"attic","hours":24,"readings":24,"from":"2026-07-12T00:00:00+00:00","to":"2026-07-12T23:00:00+00:00","temperature":{"mean":22.08,"min":17.9,"max":26.8},"humidity":{"mean":49.46,"min":41.0,"max":58.0},"hours_above_26":3},"error":null,"elapsed_ms":8.956,"guest_ms":7.342,"peak_memory_bytes":35729408,"stdout":"","stderr":"","truncated":false,"calls":[]}');
INSERT INTO "run" VALUES('01a1fd5f-76cc-72a8-a8cc-9a6cf199eb11',1795252254416,'climate.summary','person@laptop',1,'{"id":"01a1fd5f-76cc-72a8-a8cc-9a6cf199eb11","digest":"e4d430171b9262a32975c73563b4af1dc70693857bb1c55d0ff1ca65a098cd4e","ok":true,"result":{"sensor":"cellar","hours":24,"readings":24,"from":"2026-07-12T00:00:00+00:00","to":"2026-07-12T23:00:00+00:00","temperature":{"mean":15.58,"min":15.0,"max":16.1},"humidity":{"mean":71.12,"min":69.0,"max":74.0},"hours_above_26":0},"error":null,"elapsed_ms":8.37,"guest_ms":7.009,"peak_memory_bytes":35672064,"stdout":"","stderr":"","truncated":false,"calls":[]}');
INSERT INTO "run" VALUES('01a1fd5f-889e-7557-a88c-2915b8e9b5f1',1795252258978,'climate.sensors','person@laptop',1,'{"id":"01a1fd5f-889e-7557-a88c-2915b8e9b5f1","digest":"e4d430171b9262a32975c73563b4af1dc70693857bb1c55d0ff1ca65a098cd4e","ok":true,"result":[{"sensor":"attic","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"},{"sensor":"cellar","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"}],"error":null,"elapsed_ms":11.853,"guest_ms":9.782,"peak_memory_bytes":35651584,"stdout":"","stderr":"","truncated":false,"calls":[]}');
INSERT INTO "run" VALUES('01a1fd5f-88b3-735d-8c64-81773f84a53d',1795252258998,'climate.sensors','person@laptop',1,'{"id":"01a1fd5f-88b3-735d-8c64-81773f84a53d","digest":"e4d430171b9262a32975c73563b4af1dc70693857bb1c55d0ff1ca65a098cd4e","ok":true,"result":[{"sensor":"attic","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"},{"sensor":"cellar","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"}],"error":null,"elapsed_ms":8.052,"guest_ms":6.506,"peak_memory_bytes":35651584,"stdout":"","stderr":"","truncated":false,"calls":[]}');
INSERT INTO "run" VALUES('01a1fd5f-88c3-742c-833d-0af453c9cac9',1795252259015,'climate.sensors','person@laptop',1,'{"id":"01a1fd5f-88c3-742c-833d-0af453c9cac9","digest":"e4d430171b9262a32975c73563b4af1dc70693857bb1c55d0ff1ca65a098cd4e","ok":true,"result":[{"sensor":"attic","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"},{"sensor":"cellar","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"}],"error":null,"elapsed_ms":11.046,"guest_ms":9.107,"peak_memory_bytes":35651584,"stdout":"","stderr":"","truncated":false,"calls":[]}');
INSERT INTO "run" VALUES('01a1fd5f-88d7-75df-b74a-39d827d038b5',1795252259034,'climate.sensors','person@laptop',1,'{"id":"01a1fd5f-88d7-75df-b74a-39d827d038b5","digest":"e4d430171b9262a32975c73563b4af1dc70693857bb1c55d0ff1ca65a098cd4e","ok":true,"result":[{"sensor":"attic","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"},{"sensor":"cellar","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"}],"error":null,"elapsed_ms":11.038,"guest_ms":9.138,"peak_memory_bytes":35651584,"stdout":"","stderr":"","truncated":false,"calls":[]}');
INSERT INTO "run" VALUES('01a1fd5f-88ea-7016-98e3-55084368e9ba',1795252259053,'climate.sensors','person@laptop',1,'{"id":"01a1fd5f-88ea-7016-98e3-55084368e9ba","digest":"e4d430171b9262a32975c73563b4af1dc70693857bb1c55d0ff1ca65a098cd4e","ok":true,"result":[{"sensor":"attic","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"},{"sensor":"cellar","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"}],"error":null,"elapsed_ms":11.188,"guest_ms":8.805,"peak_memory_bytes":35651584,"stdout":"","stderr":"","truncated":false,"calls":[]}');
INSERT INTO "run" VALUES('01a1fd5f-88fe-7648-a1ff-3aaba209924e',1795252259074,'climate.sensors','person@laptop',1,'{"id":"01a1fd5f-88fe-7648-a1ff-3aaba209924e","digest":"e4d430171b9262a32975c73563b4af1dc70693857bb1c55d0ff1ca65a098cd4e","ok":true,"result":[{"sensor":"attic","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"},{"sensor":"cellar","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"}],"error":null,"elapsed_ms":8.447,"guest_ms":7.05,"peak_memory_bytes":35651584,"stdout":"","stderr":"","truncated":false,"calls":[]}');
INSERT INTO "run" VALUES('01a1fd5f-890f-773d-b89c-5a40c5a788f7',1795252259090,'climate.sensors','person@laptop',1,'{"id":"01a1fd5f-890f-773d-b89c-5a40c5a788f7","digest":"e4d430171b9262a32975c73563b4af1dc70693857bb1c55d0ff1ca65a098cd4e","ok":true,"result":[{"sensor":"attic","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"},{"sensor":"cellar","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"}],"error":null,"elapsed_ms":8.202,"guest_ms":6.419,"peak_memory_bytes":35651584,"stdout":"","stderr":"","truncated":false,"calls":[]}');
INSERT INTO "run" VALUES('01a1fd5f-891e-7430-a36f-457ed1a78aa8',1795252259105,'climate.sensors','person@laptop',1,'{"id":"01a1fd5f-891e-7430-a36f-457ed1a78aa8","digest":"e4d430171b9262a32975c73563b4af1dc70693857bb1c55d0ff1ca65a098cd4e","ok":true,"result":[{"sensor":"attic","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"},{"sensor":"cellar","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"}],"error":null,"elapsed_ms":7.341,"guest_ms":6.126,"peak_memory_bytes":35651584,"stdout":"","stderr":"","truncated":false,"calls":[]}');
INSERT INTO "run" VALUES('01a1fd5f-892c-7011-9c8a-7cd130853022',1795252259118,'climate.sensors','person@laptop',1,'{"id":"01a1fd5f-892c-7011-9c8a-7cd130853022","digest":"e4d430171b9262a32975c73563b4af1dc70693857bb1c55d0ff1ca65a098cd4e","ok":true,"result":[{"sensor":"attic","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"},{"sensor":"cellar","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"}],"error":null,"elapsed_ms":7.178,"guest_ms":6.041,"peak_memory_bytes":35667968,"stdout":"","stderr":"","truncated":false,"calls":[]}');
INSERT INTO "run" VALUES('01a1fd5f-8939-7571-94d6-1ada5719e6f1',1795252259133,'climate.sensors','person@laptop',1,'{"id":"01a1fd5f-8939-7571-94d6-1ada5719e6f1","digest":"e4d430171b9262a32975c73563b4af1dc70693857bb1c55d0ff1ca65a098cd4e","ok":true,"result":[{"sensor":"attic","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"},{"sensor":"cellar","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"}],"error":null,"elapsed_ms":7.909,"guest_ms":6.51,"peak_memory_bytes":35651584,"stdout":"","stderr":"","truncated":false,"calls":[]}');
INSERT INTO "run" VALUES('01a1fd5f-8949-7395-8c9c-53520b0f6457',1795252259148,'climate.sensors','person@laptop',1,'{"id":"01a1fd5f-8949-7395-8c9c-53520b0f6457","digest":"e4d430171b9262a32975c73563b4af1dc70693857bb1c55d0ff1ca65a098cd4e","ok":true,"result":[{"sensor":"attic","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"},{"sensor":"cellar","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"}],"error":null,"elapsed_ms":8.203,"guest_ms":6.259,"peak_memory_bytes":35651584,"stdout":"","stderr":"","truncated":false,"calls":[]}');
INSERT INTO "run" VALUES('01a1fd5f-8959-7513-bba5-c862b155350a',1795252259164,'climate.sensors','person@laptop',1,'{"id":"01a1fd5f-8959-7513-bba5-c862b155350a","digest":"e4d430171b9262a32975c73563b4af1dc70693857bb1c55d0ff1ca65a098cd4e","ok":true,"result":[{"sensor":"attic","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"},{"sensor":"cellar","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"}],"error":null,"elapsed_ms":8.37,"guest_ms":6.342,"peak_memory_bytes":35651584,"stdout":"","stderr":"","truncated":false,"calls":[]}');
INSERT INTO "run" VALUES('01a1fd5f-896b-7043-bc2e-e58a5805c988',1795252259183,'climate.sensors','person@laptop',1,'{"id":"01a1fd5f-896b-7043-bc2e-e58a5805c988","digest":"e4d430171b9262a32975c73563b4af1dc70693857bb1c55d0ff1ca65a098cd4e","ok":true,"result":[{"sensor":"attic","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"},{"sensor":"cellar","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"}],"error":null,"elapsed_ms":8.386,"guest_ms":7.036,"peak_memory_bytes":35651584,"stdout":"","stderr":"","truncated":false,"calls":[]}');
INSERT INTO "run" VALUES('01a1fd5f-897c-7739-8343-4fba6862001a',1795252259199,'climate.sensors','person@laptop',1,'{"id":"01a1fd5f-897c-7739-8343-4fba6862001a","digest":"e4d430171b9262a32975c73563b4af1dc70693857bb1c55d0ff1ca65a098cd4e","ok":true,"result":[{"sensor":"attic","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"},{"sensor":"cellar","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"}],"error":null,"elapsed_ms":9.008,"guest_ms":7.689,"peak_memory_bytes":35651584,"stdout":"","stderr":"","truncated":false,"calls":[]}');
INSERT INTO "run" VALUES('01a1fd5f-898d-7684-9829-f4b0b103aa7e',1795252259216,'climate.sensors','person@laptop',1,'{"id":"01a1fd5f-898d-7684-9829-f4b0b103aa7e","digest":"e4d430171b9262a32975c73563b4af1dc70693857bb1c55d0ff1ca65a098cd4e","ok":true,"result":[{"sensor":"attic","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"},{"sensor":"cellar","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"}],"error":null,"elapsed_ms":8.056,"guest_ms":6.511,"peak_memory_bytes":35651584,"stdout":"","stderr":"","truncated":false,"calls":[]}');
INSERT INTO "run" VALUES('01a1fd5f-899d-7277-a9d1-fac63936cab3',1795252259232,'climate.sensors','person@laptop',1,'{"id":"01a1fd5f-899d-7277-a9d1-fac63936cab3","digest":"e4d430171b9262a32975c73563b4af1dc70693857bb1c55d0ff1ca65a098cd4e","ok":true,"result":[{"sensor":"attic","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"},{"sensor":"cellar","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"}],"error":null,"elapsed_ms":8.401,"guest_ms":6.517,"peak_memory_bytes":35651584,"stdout":"","stderr":"","truncated":false,"calls":[]}');
INSERT INTO "run" VALUES('01a1fd5f-89ae-7210-a6f1-ed78ceb852e5',1795252259250,'climate.sensors','person@laptop',1,'{"id":"01a1fd5f-89ae-7210-a6f1-ed78ceb852e5","digest":"e4d430171b9262a32975c73563b4af1dc70693857bb1c55d0ff1ca65a098cd4e","ok":true,"result":[{"sensor":"attic","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"},{"sensor":"cellar","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"}],"error":null,"elapsed_ms":8.554,"guest_ms":7.192,"peak_memory_bytes":35651584,"stdout":"","stderr":"","truncated":false,"calls":[]}');
INSERT INTO "run" VALUES('01a1fd5f-89c0-7468-ac28-f43572b9c9cb',1795252259267,'climate.sensors','person@laptop',1,'{"id":"01a1fd5f-89c0-7468-ac28-f43572b9c9cb","digest":"e4d430171b9262a32975c73563b4af1dc70693857bb1c55d0ff1ca65a098cd4e","ok":true,"result":[{"sensor":"attic","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"},{"sensor":"cellar","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"}],"error":null,"elapsed_ms":8.222,"guest_ms":6.442,"peak_memory_bytes":35651584,"stdout":"","stderr":"","truncated":false,"calls":[]}');
INSERT INTO "run" VALUES('01a1fd5f-89d0-7620-82d0-075e90b85ffb',1795252259283,'climate.sensors','person@laptop',1,'{"id":"01a1fd5f-89d0-7620-82d0-075e90b85ffb","digest":"e4d430171b9262a32975c73563b4af1dc70693857bb1c55d0ff1ca65a098cd4e","ok":true,"result":[{"sensor":"attic","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"},{"sensor":"cellar","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"}],"error":null,"elapsed_ms":7.651,"guest_ms":6.19,"peak_memory_bytes":35651584,"stdout":"","stderr":"","truncated":false,"calls":[]}');
INSERT INTO "run" VALUES('01a1fd5f-89de-735f-8b10-b2993e3abc52',1795252259297,'climate.sensors','person@laptop',1,'{"id":"01a1fd5f-89de-735f-8b10-b2993e3abc52","digest":"e4d430171b9262a32975c73563b4af1dc70693857bb1c55d0ff1ca65a098cd4e","ok":true,"result":[{"sensor":"attic","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"},{"sensor":"cellar","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"}],"error":null,"elapsed_ms":7.2,"guest_ms":6.075,"peak_memory_bytes":35651584,"stdout":"","stderr":"","truncated":false,"calls":[]}');
INSERT INTO "run" VALUES('01a1fd5f-89ec-7298-8196-fc700b55ed2d',1795252259311,'climate.sensors','person@laptop',1,'{"id":"01a1fd5f-89ec-7298-8196-fc700b55ed2d","digest":"e4d430171b9262a32975c73563b4af1dc70693857bb1c55d0ff1ca65a098cd4e","ok":true,"result":[{"sensor":"attic","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"},{"sensor":"cellar","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"}],"error":null,"elapsed_ms":7.411,"guest_ms":6.281,"peak_memory_bytes":35651584,"stdout":"","stderr":"","truncated":false,"calls":[]}');
INSERT INTO "run" VALUES('01a1fd5f-89fa-74fb-8a8d-e5df892df9a8',1795252259325,'climate.sensors','person@laptop',1,'{"id":"01a1fd5f-89fa-74fb-8a8d-e5df892df9a8","digest":"e4d430171b9262a32975c73563b4af1dc70693857bb1c55d0ff1ca65a098cd4e","ok":true,"result":[{"sensor":"attic","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"},{"sensor":"cellar","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"}],"error":null,"elapsed_ms":8.029,"guest_ms":6.503,"peak_memory_bytes":35651584,"stdout":"","stderr":"","truncated":false,"calls":[]}');
INSERT INTO "run" VALUES('01a1fd5f-8a0a-76db-a5a1-eb519838e802',1795252259341,'climate.sensors','person@laptop',1,'{"id":"01a1fd5f-8a0a-76db-a5a1-eb519838e802","digest":"e4d430171b9262a32975c73563b4af1dc70693857bb1c55d0ff1ca65a098cd4e","ok":true,"result":[{"sensor":"attic","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"},{"sensor":"cellar","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"}],"error":null,"elapsed_ms":10.785,"guest_ms":8.639,"peak_memory_bytes":35651584,"stdout":"","stderr":"","truncated":false,"calls":[]}');
INSERT INTO "run" VALUES('01a1fd5f-8a1e-7629-b0ec-3ba52a74df24',1795252259361,'climate.sensors','person@laptop',1,'{"id":"01a1fd5f-8a1e-7629-b0ec-3ba52a74df24","digest":"e4d430171b9262a32975c73563b4af1dc70693857bb1c55d0ff1ca65a098cd4e","ok":true,"result":[{"sensor":"attic","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"},{"sensor":"cellar","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"}],"error":null,"elapsed_ms":9.21,"guest_ms":7.801,"peak_memory_bytes":35651584,"stdout":"","stderr":"","truncated":false,"calls":[]}');
INSERT INTO "run" VALUES('01a1fd5f-8a2e-775d-9de2-cd9c27316161',1795252259377,'climate.sensors','person@laptop',1,'{"id":"01a1fd5f-8a2e-775d-9de2-cd9c27316161","digest":"e4d430171b9262a32975c73563b4af1dc70693857bb1c55d0ff1ca65a098cd4e","ok":true,"result":[{"sensor":"attic","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"},{"sensor":"cellar","readings":168,"first":"2026-07-06T00:00:00+00:00","last":"2026-07-12T23:00:00+00:00"}],"error":null,"elapsed_ms":9.939,"guest_ms":8.439,"peak_memory_bytes":35651584,"stdout":"","stderr":"","truncated":false,"calls":[]}');
CREATE TABLE session (
	id VARCHAR NOT NULL, 
	title VARCHAR NOT NULL, 
	created_ms INTEGER NOT NULL, 
	updated_ms INTEGER NOT NULL, 
	message_count INTEGER NOT NULL, 
	pinned BOOLEAN NOT NULL, 
	archived BOOLEAN NOT NULL, 
	deleted BOOLEAN NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "session" VALUES('01a1fd5f-b7c8-7431-8130-f050b10d6126','Was the attic damp?',1795252271048,1795252271773,1,0,0,0);
INSERT INTO "session" VALUES('01a1fd60-3d49-7634-b57f-907f1aff5ae9','Waits for the hub',1795252305225,1795252305225,0,0,0,0);
CREATE TABLE setting (
	"key" VARCHAR NOT NULL, 
	value VARCHAR NOT NULL, 
	PRIMARY KEY ("key")
);
INSERT INTO "setting" VALUES('account','{"hub_url": "https://127.0.0.1:46345", "hub_id": "01a1fd5f-4c21-7213-8dd9-8f11a6d786d9", "certificate": "-----BEGIN CERTIFICATE-----\nMIIBWzCCAQKgAwIBAgIUQbqNgXDyBrGOdv0lKAjKFKNPzskwCgYIKoZIzj0EAwIw\nFTETMBEGA1UEAwwKRmVsbG9lIGh1YjAeFw0yNjExMjAwOTEwNDNaFw0zNjExMTgw\nOTEwNDNaMBUxEzARBgNVBAMMCkZlbGxvZSBodWIwWTATBgcqhkjOPQIBBggqhkjO\nPQMBBwNCAATXFBeLjLN7UU7kE8xVL/KIaWobq+h1Vser7CqfhAHijCa0jL45VIEr\nZNirYqPJA+TcxqdyrlXPVKr575pHOcZ/ozAwLjAeBgNVHREEFzAVgglsb2NhbGhv\nc3SHBH8AAAGCAnZtMAwGA1UdEwEB/wQCMAAwCgYIKoZIzj0EAwIDRwAwRAIgCxyH\n/IdlSyfWwC7A5RL8bL9IVOJz21Hq3judugDQ244CIFNkqo4r2gSEHXcVyD400IDC\nmceDGw+86pZbb/f5ay/d\n-----END CERTIFICATE-----\n", "user_id": "01a1fd5f-4ee9-7110-b635-0fe647bdc749", "user": "ana", "device_id": "01a1fd5f-6c79-7157-aba9-9288960dc804", "handle": "attic", "name": "attic"}');
INSERT INTO "setting" VALUES('replica_id','"01a1fd5f-6ca7-7448-bb3b-d0aceed3d900"');
INSERT INTO "setting" VALUES('log_epoch','"01a1fd5f-4c2a-70fa-9b21-18a17d03409e"');
INSERT INTO "setting" VALUES('cursor','3');
CREATE TABLE skill_version (
	name VARCHAR NOT NULL, 
	digest VARCHAR NOT NULL, 
	installed_ms INTEGER NOT NULL, 
	source VARCHAR NOT NULL, 
	description VARCHAR NOT NULL, 
	capabilities VARCHAR NOT NULL, 
	functions TEXT NOT NULL, 
	warnings VARCHAR NOT NULL, 
	PRIMARY KEY (name, digest)
);
INSERT INTO "skill_version" VALUES('climate','e4d430171b9262a32975c73563b4af1dc70693857bb1c55d0ff1ca65a098cd4e',1795252253551,'{"kind":"git","path":"/home/ann/skills/climate","inner":"","commit":"0b521825c58478264c2ddedce5b05e9093e862cb"}','Summarises temperature and humidity measured in the attic and the cellar. Use it when somebody asks how warm, cold, damp or dry a room was, or whether a room got too hot.','[]','[{"skill":"climate","function":"sensors","description":"Say which sensors there are, how many readings each has, and from when to when.\n\nEffects: none","parameters":{"type":"object","properties":{},"required":[],"additionalProperties":false},"returns":{"type":"array","items":{"type":"object"}},"effect":"none","digest":"e4d430171b9262a32975c73563b4af1dc70693857bb1c55d0ff1ca65a098cd4e","trusted":false},{"skill":"climate","function":"summary","description":"Summarise what a sensor measured in the last hours before its newest reading.\n\nArgs:\n    sensor: Which sensor.\n    hours: How many hours to look back, from 1 to 168.\n\nReturns:\n    Mean, lowest and highest temperature and humidity, and the hours that were warmer than 26 °C.\n\nEffects: none","parameters":{"type":"object","properties":{"sensor":{"enum":["attic","cellar"],"description":"Which sensor."},"hours":{"type":"integer","description":"How many hours to look back, from 1 to 168.","default":24}},"required":["sensor"],"additionalProperties":false},"returns":{"type":"object"},"effect":"none","digest":"e4d430171b9262a32975c73563b4af1dc70693857bb1c55d0ff1ca65a098cd4e","trusted":false},{"skill":"climate","function":"calibrate","description":"Correct a sensor by an offset, and say what its last day looked like before and after.\n\nArgs:\n    sensor: Which sensor.\n    offset: Degrees to add to each temperature, at most 5 either way.\n\nEffects: effect","parameters":{"type":"object","properties":{"sensor":{"enum":["attic","cellar"],"description":"Which sensor."},"offset":{"type":"number","description":"Degrees to add to each temperature, at most 5 either way."}},"required":["sensor","offset"],"additionalProperties":false},"returns":{"type":"object"},"effect":"effect","digest":"e4d430171b9262a32975c73563b4af1dc70693857bb1c55d0ff1ca65a098cd4e","trusted":false}]','[]');
CREATE INDEX ix_session_updated_ms ON session (updated_ms);
CREATE INDEX ix_message_session_id ON message (session_id);
CREATE INDEX ix_outbox_session_id ON outbox (session_id);
CREATE INDEX ix_call_started_ms ON call (started_ms);
CREATE INDEX ix_grant_holder ON grant (holder);
CREATE INDEX ix_ask_work_id ON ask (work_id);
CREATE INDEX ix_ask_state ON ask (state);
CREATE INDEX ix_run_started_ms ON run (started_ms);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('ask',1);
INSERT INTO "sqlite_sequence" VALUES('grant',1);
PRAGMA user_version=1;
COMMIT;
