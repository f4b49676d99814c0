-- What one browser did in a week, in order; put its clientId in the place of the example's.
with
client_events as (
  select eventtimestamp, eventname, pageurl, sessionid, product.id as product_id, search.query as search_query
  from events
  where hour between '2026/11/16/00' and '2026/11/22/23' and clientid = '4f9cKQ18Zy3_mJ0vRp2Xc'
)
select * from client_events order by eventtimestamp
