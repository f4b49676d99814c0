-- The lake as it lies, as a table of Athena: for those who do not use our Terraform, whose module lakehouse makes the same one.
-- Write your bucket's name for LAKE_BUCKET, twice, and your first day for the range's begin. Every scalar is a string: whoever
-- reads it says with try_cast what he wants, and one strange value stops nobody. Columns: columns.json, from which a test checks them.
create external table events (
    `eventid` string,
    `eventname` string,
    `eventtimestamp` string,
    `clientid` string,
    `sessionid` string,
    `pageviewid` string,
    `sequence` string,
    `site` string,
    `userid` string,
    `userloginstate` string,
    `pageurl` string,
    `pagetitle` string,
    `referrer` string,
    `product` struct<id:string,name:string,category:string,brand:string,price:string,discountPrice:string,currency:string,quantity:string>,
    `cart` struct<id:string,currency:string,total:string>,
    `order` struct<id:string,number:string,currency:string,total:string,tax:string,shipping:string,coupon:string>,
    `search` struct<query:string,results:string>,
    `page` struct<engagedMs:string,scrollDepth:string>,
    `_ingest` struct<receivedAt:string,sentAt:string,userAgent:string,country:string,trusted:string>
)
partitioned by (`hour` string comment 'UTC hour of receipt, as 2026/11/22/15: name it in each question, since it bounds what is read')
row format serde 'org.openx.data.jsonserde.JsonSerDe'
with serdeproperties ('ignore.malformed.json' = 'true', 'case.insensitive' = 'true')
location 's3://LAKE_BUCKET/events/'
tblproperties (
    'projection.enabled' = 'true',
    'projection.hour.type' = 'date',
    'projection.hour.format' = 'yyyy/MM/dd/HH',
    'projection.hour.range' = '2026/01/01/00,NOW',
    'projection.hour.interval' = '1',
    'projection.hour.interval.unit' = 'HOURS',
    'storage.location.template' = 's3://LAKE_BUCKET/events/${hour}/'
);
