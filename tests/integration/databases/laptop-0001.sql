BEGIN TRANSACTION;
CREATE TABLE active_skill (
	name VARCHAR NOT NULL, 
	digest VARCHAR NOT NULL, 
	PRIMARY KEY (name)
);
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
INSERT INTO "audit" VALUES(1,1795252254391,'host_call','This code','call','attic:climate.sensors','allowed','','01a1fd5f-769c-768a-b261-a81dd3dd72fb');
INSERT INTO "audit" VALUES(2,1795252254411,'host_call','This code','call','attic:climate.summary','allowed','','01a1fd5f-769c-768a-b261-a81dd3dd72fb');
INSERT INTO "audit" VALUES(3,1795252254428,'host_call','This code','call','attic:climate.summary','allowed','','01a1fd5f-769c-768a-b261-a81dd3dd72fb');
INSERT INTO "audit" VALUES(4,1795252258993,'host_call','This code','call','attic:climate.sensors','allowed','','01a1fd5f-889b-73b1-b029-0f6997319532');
INSERT INTO "audit" VALUES(5,1795252259010,'host_call','This code','call','attic:climate.sensors','allowed','','01a1fd5f-889b-73b1-b029-0f6997319532');
INSERT INTO "audit" VALUES(6,1795252259030,'host_call','This code','call','attic:climate.sensors','allowed','','01a1fd5f-889b-73b1-b029-0f6997319532');
INSERT INTO "audit" VALUES(7,1795252259049,'host_call','This code','call','attic:climate.sensors','allowed','','01a1fd5f-889b-73b1-b029-0f6997319532');
INSERT INTO "audit" VALUES(8,1795252259068,'host_call','This code','call','attic:climate.sensors','allowed','','01a1fd5f-889b-73b1-b029-0f6997319532');
INSERT INTO "audit" VALUES(9,1795252259085,'host_call','This code','call','attic:climate.sensors','allowed','','01a1fd5f-889b-73b1-b029-0f6997319532');
INSERT INTO "audit" VALUES(10,1795252259101,'host_call','This code','call','attic:climate.sensors','allowed','','01a1fd5f-889b-73b1-b029-0f6997319532');
INSERT INTO "audit" VALUES(11,1795252259115,'host_call','This code','call','attic:climate.sensors','allowed','','01a1fd5f-889b-73b1-b029-0f6997319532');
INSERT INTO "audit" VALUES(12,1795252259128,'host_call','This code','call','attic:climate.sensors','allowed','','01a1fd5f-889b-73b1-b029-0f6997319532');
INSERT INTO "audit" VALUES(13,1795252259144,'host_call','This code','call','attic:climate.sensors','allowed','','01a1fd5f-889b-73b1-b029-0f6997319532');
INSERT INTO "audit" VALUES(14,1795252259160,'host_call','This code','call','attic:climate.sensors','allowed','','01a1fd5f-889b-73b1-b029-0f6997319532');
INSERT INTO "audit" VALUES(15,1795252259178,'host_call','This code','call','attic:climate.sensors','allowed','','01a1fd5f-889b-73b1-b029-0f6997319532');
INSERT INTO "audit" VALUES(16,1795252259195,'host_call','This code','call','attic:climate.sensors','allowed','','01a1fd5f-889b-73b1-b029-0f6997319532');
INSERT INTO "audit" VALUES(17,1795252259212,'host_call','This code','call','attic:climate.sensors','allowed','','01a1fd5f-889b-73b1-b029-0f6997319532');
INSERT INTO "audit" VALUES(18,1795252259228,'host_call','This code','call','attic:climate.sensors','allowed','','01a1fd5f-889b-73b1-b029-0f6997319532');
INSERT INTO "audit" VALUES(19,1795252259244,'host_call','This code','call','attic:climate.sensors','allowed','','01a1fd5f-889b-73b1-b029-0f6997319532');
INSERT INTO "audit" VALUES(20,1795252259262,'host_call','This code','call','attic:climate.sensors','allowed','','01a1fd5f-889b-73b1-b029-0f6997319532');
INSERT INTO "audit" VALUES(21,1795252259279,'host_call','This code','call','attic:climate.sensors','allowed','','01a1fd5f-889b-73b1-b029-0f6997319532');
INSERT INTO "audit" VALUES(22,1795252259293,'host_call','This code','call','attic:climate.sensors','allowed','','01a1fd5f-889b-73b1-b029-0f6997319532');
INSERT INTO "audit" VALUES(23,1795252259306,'host_call','This code','call','attic:climate.sensors','allowed','','01a1fd5f-889b-73b1-b029-0f6997319532');
INSERT INTO "audit" VALUES(24,1795252259321,'host_call','This code','call','attic:climate.sensors','allowed','','01a1fd5f-889b-73b1-b029-0f6997319532');
INSERT INTO "audit" VALUES(25,1795252259336,'host_call','This code','call','attic:climate.sensors','allowed','','01a1fd5f-889b-73b1-b029-0f6997319532');
INSERT INTO "audit" VALUES(26,1795252259357,'host_call','This code','call','attic:climate.sensors','allowed','','01a1fd5f-889b-73b1-b029-0f6997319532');
INSERT INTO "audit" VALUES(27,1795252259373,'host_call','This code','call','attic:climate.sensors','allowed','','01a1fd5f-889b-73b1-b029-0f6997319532');
INSERT INTO "audit" VALUES(28,1795252259391,'host_call','This code','call','attic:climate.sensors','allowed','','01a1fd5f-889b-73b1-b029-0f6997319532');
INSERT INTO "audit" VALUES(29,1795252260145,'host_call','This code','files.read','/etc/hostname','denied','','01a1fd5f-8d2f-71fc-9762-bc93610105e3');
INSERT INTO "audit" VALUES(30,1795252260864,'host_call','This code','http','GET@api.weather.example','denied','','01a1fd5f-8ffd-740c-837a-b99abc0c4596');
INSERT INTO "audit" VALUES(31,1795252266594,'host_call','This code','call','attic:climate.calibrate','allowed','','01a1fd5f-92c6-729b-a104-feb046d5ecf6');
CREATE TABLE call (
	id VARCHAR NOT NULL, 
	started_ms INTEGER NOT NULL, 
	work TEXT, 
	journal TEXT, 
	result TEXT, 
	PRIMARY KEY (id)
);
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
CREATE TABLE message (
	id VARCHAR NOT NULL, 
	session_id VARCHAR NOT NULL, 
	body TEXT NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "message" VALUES('01a1fd5f-ba9c-75c2-a8ba-68ea88612258','01a1fd5f-b7c8-7431-8130-f050b10d6126','{"id":"01a1fd5f-ba9c-75c2-a8ba-68ea88612258","parent_id":null,"role":"user","text":"It never passed 58 %. No need for the fan.","model":null,"status":"complete","device":"laptop","created_ms":1795252271773,"extra":{}}');
INSERT INTO "message" VALUES('01a1fd60-c212-7784-9f4e-c607ce452ea5','01a1fd60-b842-7609-863c-a37e05214690','{"id":"01a1fd60-c212-7784-9f4e-c607ce452ea5","parent_id":null,"role":"user","text":"Hello, hub","model":null,"status":"complete","device":"laptop","created_ms":1795252339219,"extra":{}}');
CREATE TABLE outbox (
	replica_seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	op_id VARCHAR NOT NULL, 
	session_id VARCHAR NOT NULL, 
	sets VARCHAR, 
	op TEXT NOT NULL, 
	UNIQUE (op_id)
);
INSERT INTO "outbox" VALUES(4,'01a1fd60-b842-7609-863c-a37d451fd873','01a1fd60-b842-7609-863c-a37e05214690',NULL,'{"op_id":"01a1fd60-b842-7609-863c-a37d451fd873","session_id":"01a1fd60-b842-7609-863c-a37e05214690","kind":"session.create","title":"Waits for the hub","created_ms":1795252336706}');
INSERT INTO "outbox" VALUES(5,'01a1fd60-c213-7184-8699-6ad6b1602e4a','01a1fd60-b842-7609-863c-a37e05214690',NULL,'{"op_id":"01a1fd60-c213-7184-8699-6ad6b1602e4a","session_id":"01a1fd60-b842-7609-863c-a37e05214690","kind":"message.add","message":{"id":"01a1fd60-c212-7784-9f4e-c607ce452ea5","parent_id":null,"role":"user","text":"Hello, hub","model":null,"status":"complete","device":"laptop","created_ms":1795252339219,"extra":{}}}');
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
INSERT INTO "run" VALUES('01a1fd5f-769c-768a-b261-a81dd3dd72fb',1795252254364,'for each in devices.attic.climate.sensors():','person',1,'{"id":"01a1fd5f-769c-768a-b261-a81dd3dd72fb","digest":"71549bd396c6241eb9e9d12eebcd44cffc5e0b9a186f44befda0d0e4694e20c7","ok":true,"result":null,"error":null,"elapsed_ms":65.858,"guest_ms":3.842,"peak_memory_bytes":36429824,"stdout":"attic   mean 22.08 °C, humidity up to 58 %\ncellar  mean 15.58 °C, humidity up to 74 %\n","stderr":"","truncated":false,"calls":[{"service":"call","target":"attic:climate.sensors","verdict":"allowed","rule":"","elapsed_ms":23.893,"error":null},{"service":"call","target":"attic:climate.summary","verdict":"allowed","rule":"","elapsed_ms":17.622,"error":null},{"service":"call","target":"attic:climate.summary","verdict":"allowed","rule":"","elapsed_ms":15.673,"error":null}]}');
INSERT INTO "run" VALUES('01a1fd5f-79c4-70ee-a638-e171b68acdf8',1795252255173,'1 + 1','person',1,'{"id":"01a1fd5f-79c4-70ee-a638-e171b68acdf8","digest":"72fce59447a01f488b1169d2d742679cfe306a89772d67fef018bcfe95431f68","ok":true,"result":2,"error":null,"elapsed_ms":3.968,"guest_ms":1.311,"peak_memory_bytes":36433920,"stdout":"","stderr":"","truncated":false,"calls":[]}');
INSERT INTO "run" VALUES('01a1fd5f-7ce4-73fb-8c98-299deadc955a',1795252255972,'1 + 1','person',1,'{"id":"01a1fd5f-7ce4-73fb-8c98-299deadc955a","digest":"72fce59447a01f488b1169d2d742679cfe306a89772d67fef018bcfe95431f68","ok":true,"result":2,"error":null,"elapsed_ms":4.161,"guest_ms":1.211,"peak_memory_bytes":35835904,"stdout":"","stderr":"","truncated":false,"calls":[]}');
INSERT INTO "run" VALUES('01a1fd5f-804c-770f-a6b7-9913ae7bb04b',1795252256845,'1 + 1','person',1,'{"id":"01a1fd5f-804c-770f-a6b7-9913ae7bb04b","digest":"72fce59447a01f488b1169d2d742679cfe306a89772d67fef018bcfe95431f68","ok":true,"result":2,"error":null,"elapsed_ms":2.048,"guest_ms":0.945,"peak_memory_bytes":35811328,"stdout":"","stderr":"","truncated":false,"calls":[]}');
INSERT INTO "run" VALUES('01a1fd5f-8346-7482-8df9-7307762a6aa1',1795252257606,'1 + 1','person',1,'{"id":"01a1fd5f-8346-7482-8df9-7307762a6aa1","digest":"72fce59447a01f488b1169d2d742679cfe306a89772d67fef018bcfe95431f68","ok":true,"result":2,"error":null,"elapsed_ms":1.869,"guest_ms":0.906,"peak_memory_bytes":35651584,"stdout":"","stderr":"","truncated":false,"calls":[]}');
INSERT INTO "run" VALUES('01a1fd5f-85e6-70c8-873f-684b828c8c04',1795252258279,'1 + 1','person',1,'{"id":"01a1fd5f-85e6-70c8-873f-684b828c8c04","digest":"72fce59447a01f488b1169d2d742679cfe306a89772d67fef018bcfe95431f68","ok":true,"result":2,"error":null,"elapsed_ms":2.177,"guest_ms":1.004,"peak_memory_bytes":35651584,"stdout":"","stderr":"","truncated":false,"calls":[]}');
INSERT INTO "run" VALUES('01a1fd5f-889b-73b1-b029-0f6997319532',1795252258972,'for _ in range(25): devices.attic.climate.sensors()','person',1,'{"id":"01a1fd5f-889b-73b1-b029-0f6997319532","digest":"6d3b77425af3815d24da31295e52c35994f4e83f11c53e4b09ebe1e6ff8d3791","ok":true,"result":null,"error":null,"elapsed_ms":420.912,"guest_ms":9.819,"peak_memory_bytes":35651584,"stdout":"","stderr":"","truncated":false,"calls":[{"service":"call","target":"attic:climate.sensors","verdict":"allowed","rule":"","elapsed_ms":19.757,"error":null},{"service":"call","target":"attic:climate.sensors","verdict":"allowed","rule":"","elapsed_ms":15.541,"error":null},{"service":"call","target":"attic:climate.sensors","verdict":"allowed","rule":"","elapsed_ms":18.889,"error":null},{"service":"call","target":"attic:climate.sensors","verdict":"allowed","rule":"","elapsed_ms":17.929,"error":null},{"service":"call","target":"attic:climate.sensors","verdict":"allowed","rule":"","elapsed_ms":17.852,"error":null},{"service":"call","target":"attic:climate.sensors","verdict":"allowed","rule":"","elapsed_ms":15.296,"error":null},{"service":"call","target":"attic:climate.sensors","verdict":"allowed","rule":"","elapsed_ms":14.249,"error":null},{"service":"call","target":"attic:climate.sensors","verdict":"allowed","rule":"","elapsed_ms":13.08,"error":null},{"service":"call","target":"attic:climate.sensors","verdict":"allowed","rule":"","elapsed_ms":12.714,"error":null},{"service":"call","target":"attic:climate.sensors","verdict":"allowed","rule":"","elapsed_ms":14.884,"error":null},{"service":"call","target":"attic:climate.sensors","verdict":"allowed","rule":"","elapsed_ms":14.784,"error":null},{"service":"call","target":"attic:climate.sensors","verdict":"allowed","rule":"","elapsed_ms":17.254,"error":null},{"service":"call","target":"attic:climate.sensors","verdict":"allowed","rule":"","elapsed_ms":15.758,"error":null},{"service":"call","target":"attic:climate.sensors","verdict":"allowed","rule":"","elapsed_ms":15.955,"error":null},{"service":"call","target":"attic:climate.sensors","verdict":"allowed","rule":"","elapsed_ms":15.013,"error":null},{"service":"call","target":"attic:climate.sensors","verdict":"allowed","rule":"","elapsed_ms":15.241,"error":null},{"service":"call","target":"attic:climate.sensors","verdict":"allowed","rule":"","elapsed_ms":15.755,"error":null},{"service":"call","target":"attic:climate.sensors","verdict":"allowed","rule":"","elapsed_ms":15.459,"error":null},{"service":"call","target":"attic:climate.sensors","verdict":"allowed","rule":"","elapsed_ms":12.908,"error":null},{"service":"call","target":"attic:climate.sensors","verdict":"allowed","rule":"","elapsed_ms":12.259,"error":null},{"service":"call","target":"attic:climate.sensors","verdict":"allowed","rule":"","elapsed_ms":13.133,"error":null},{"service":"call","target":"attic:climate.sensors","verdict":"allowed","rule":"","elapsed_ms":14.567,"error":null},{"service":"call","target":"attic:climate.sensors","verdict":"allowed","rule":"","elapsed_ms":19.125,"error":null},{"service":"call","target":"attic:climate.sensors","verdict":"allowed","rule":"","elapsed_ms":15.187,"error":null},{"service":"call","target":"attic:climate.sensors","verdict":"allowed","rule":"","elapsed_ms":16.834,"error":null}]}');
INSERT INTO "run" VALUES('01a1fd5f-8d2f-71fc-9762-bc93610105e3',1795252260143,'open("/etc/hostname").read()','person',0,'{"id":"01a1fd5f-8d2f-71fc-9762-bc93610105e3","digest":"95622da0e157f006b2e797fd5363b537ac0ad1fdc9f59b858485f80c748e834d","ok":false,"result":null,"error":{"code":"not_granted","message":"This code asked for /etc/hostname (files.read). Not granted, so it did not happen.","retryable":false,"details":{"service":"files.read","scope":"/etc/hostname","line":1,"file":"","traceback":"  File \"<code>\", line 1, in <module>\n    open(\"/etc/hostname\").read()\n    ~~~~^^^^^^^^^^^^^^^^^\n"}},"elapsed_ms":5.14,"guest_ms":3.346,"peak_memory_bytes":35651584,"stdout":"","stderr":"","truncated":false,"calls":[{"service":"files.read","target":"/etc/hostname","verdict":"denied","rule":"","elapsed_ms":0.169,"error":"not_granted"}]}');
INSERT INTO "run" VALUES('01a1fd5f-8ffd-740c-837a-b99abc0c4596',1795252260861,'import felloe; felloe.http.get("https://api.weather.example/now")','person',0,'{"id":"01a1fd5f-8ffd-740c-837a-b99abc0c4596","digest":"2afdfcc8150c29aa6019d54c92276800a457b41194866d3beeed1a420ce1da55","ok":false,"result":null,"error":{"code":"not_granted","message":"This code asked for GET@api.weather.example (http). Not granted, so it did not happen.","retryable":false,"details":{"service":"http","scope":"GET@api.weather.example","line":1,"file":"","traceback":"  File \"<code>\", line 1, in <module>\n    import felloe; felloe.http.get(\"https://api.weather.example/now\")\n                   ~~~~~~~~~~~~~~~^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"}},"elapsed_ms":5.521,"guest_ms":3.846,"peak_memory_bytes":35651584,"stdout":"","stderr":"","truncated":false,"calls":[{"service":"http","target":"GET@api.weather.example","verdict":"denied","rule":"","elapsed_ms":0.147,"error":"not_granted"}]}');
INSERT INTO "run" VALUES('01a1fd5f-92c6-729b-a104-feb046d5ecf6',1795252261574,'devices.attic.climate.calibrate(sensor="attic", offset=2.0)','person',0,'{"id":"01a1fd5f-92c6-729b-a104-feb046d5ecf6","digest":"1222bb44d631fdd2d72f3959bf3ea299b8127223859a9c9a60b3b536e75188e9","ok":false,"result":null,"error":{"code":"approval_pending","message":"On attic: climate.calibrate waits for a word of its device''s owner, who finds the question there with: felloe asks list. There its result is shown by: felloe call --result 01a1fd5f-92c8-7345-ae7b-2b9d796990bf","retryable":false,"details":{"call":"01a1fd5f-92c8-7345-ae7b-2b9d796990bf","line":1,"file":"","traceback":"  File \"<code>\", line 1, in <module>\n    devices.attic.climate.calibrate(sensor=\"attic\", offset=2.0)\n    ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"}},"elapsed_ms":5024.245,"guest_ms":4.575,"peak_memory_bytes":35651584,"stdout":"","stderr":"","truncated":false,"calls":[{"service":"call","target":"attic:climate.calibrate","verdict":"allowed","rule":"","elapsed_ms":5017.173,"error":"approval_pending"}]}');
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
INSERT INTO "session" VALUES('01a1fd60-b842-7609-863c-a37e05214690','Waits for the hub',1795252336706,1795252339219,1,0,0,0);
CREATE TABLE setting (
	"key" VARCHAR NOT NULL, 
	value VARCHAR NOT NULL, 
	PRIMARY KEY ("key")
);
INSERT INTO "setting" VALUES('account','{"hub_url": "https://127.0.0.1:46345", "hub_id": "01a1fd5f-4c21-7213-8dd9-8f11a6d786d9", "certificate": "-----BEGIN CERTIFICATE-----\nMIIBWzCCAQKgAwIBAgIUQbqNgXDyBrGOdv0lKAjKFKNPzskwCgYIKoZIzj0EAwIw\nFTETMBEGA1UEAwwKRmVsbG9lIGh1YjAeFw0yNjExMjAwOTEwNDNaFw0zNjExMTgw\nOTEwNDNaMBUxEzARBgNVBAMMCkZlbGxvZSBodWIwWTATBgcqhkjOPQIBBggqhkjO\nPQMBBwNCAATXFBeLjLN7UU7kE8xVL/KIaWobq+h1Vser7CqfhAHijCa0jL45VIEr\nZNirYqPJA+TcxqdyrlXPVKr575pHOcZ/ozAwLjAeBgNVHREEFzAVgglsb2NhbGhv\nc3SHBH8AAAGCAnZtMAwGA1UdEwEB/wQCMAAwCgYIKoZIzj0EAwIDRwAwRAIgCxyH\n/IdlSyfWwC7A5RL8bL9IVOJz21Hq3judugDQ244CIFNkqo4r2gSEHXcVyD400IDC\nmceDGw+86pZbb/f5ay/d\n-----END CERTIFICATE-----\n", "user_id": "01a1fd5f-4ee9-7110-b635-0fe647bdc749", "user": "ana", "device_id": "01a1fd5f-5d95-7236-b759-9a84e73b8533", "handle": "laptop", "name": "laptop"}');
INSERT INTO "setting" VALUES('replica_id','"01a1fd5f-5dca-770b-a048-218009479dbc"');
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
CREATE INDEX ix_session_updated_ms ON session (updated_ms);
CREATE INDEX ix_message_session_id ON message (session_id);
CREATE INDEX ix_outbox_session_id ON outbox (session_id);
CREATE INDEX ix_call_started_ms ON call (started_ms);
CREATE INDEX ix_grant_holder ON grant (holder);
CREATE INDEX ix_ask_state ON ask (state);
CREATE INDEX ix_ask_work_id ON ask (work_id);
CREATE INDEX ix_run_started_ms ON run (started_ms);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('outbox',5);
PRAGMA user_version=1;
COMMIT;
