output "collector_url" {
  description = "Where trackers send events: the CDN's own path where there is one, else the HTTP API."
  value       = local.first_party ? module.storefront[0].first_party_endpoint : "${module.ingest.api_endpoint}/clickstream"
}

output "api_endpoint" {
  description = "The collector's HTTP API."
  value       = module.ingest.api_endpoint
}

output "dashboards_command" {
  description = "Brings the dashboards to http://localhost:3838."
  value       = module.access.dashboards_command
}

output "database_command" {
  description = "Brings the warehouse's PostgreSQL to localhost:5432."
  value       = module.access.database_command
}

output "analysts_policy_arn" {
  description = "The policy for those who look at dashboards."
  value       = module.access.analysts_policy_arn
}

output "raw_bucket_name" {
  description = "The lake."
  value       = module.lake.raw_bucket_name
}

output "artefact_bucket_name" {
  description = "Where `npm run bundle:instance -- --upload` puts the instance's bundle."
  value       = module.lake.artefact_bucket_name
}

output "backup_bucket_name" {
  description = "Where the warehouse's dumps and the instance's logs lie."
  value       = module.warehouse.backup_bucket_name
}

output "instance_id" {
  description = "The warehouse's instance."
  value       = module.warehouse.instance_id
}

output "documents" {
  description = "SSM documents by what they do, as update, backup and restore-dump."
  value       = module.warehouse.document_names
}

output "etl_function_name" {
  description = "The function that loads the lake; call it to load at once."
  value       = module.etl.function_name
}

output "figures_url" {
  description = "The page of figures and alarms in AWS's console."
  value       = module.observability.dashboard_url
}

output "athena_workgroup" {
  description = "The workgroup in which Athena asks the lake, or null."
  value       = var.lakehouse ? module.lakehouse[0].workgroup : null
}

output "shop_url" {
  description = "The shop, where it is hosted here, or null."
  value       = local.shop_url
}

output "tracker_url" {
  description = "The tracker's file on the CDN, or null."
  value       = var.storefront == null ? null : module.storefront[0].tracker_url
}

output "cdn_target" {
  description = "What the DNS record of storefront.cdn_domain points to, or null."
  value       = var.storefront == null ? null : module.storefront[0].cdn_target
}

output "sign_in" {
  description = "The issuer, client and sign-in page of the user pool, or null."
  value       = local.shop_client
}
