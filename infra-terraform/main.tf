# Footfall in AWS. Everything that a shop's engineer has to say stands in variables.tf; what it makes, module by module, here.

provider "aws" {
  region = var.region

  default_tags {
    tags = local.tags
  }
}

locals {
  tags = merge({ Application = var.name }, var.tags)

  packages_folder = coalesce(var.packages_folder, "${path.module}/dist")
  packages = {
    for name, package in jsondecode(file("${local.packages_folder}/packages.json")) :
    name => { path = "${local.packages_folder}/${package.path}", hash = package.hash }
  }

  instance_folder = coalesce(var.instance_folder, "${path.module}/../instance")
  bundle          = coalesce(var.bundle, try(trimspace(file("${local.instance_folder}/build/bundle-arm64.txt")), null), "none")

  # Optional modules are asked output by output: asked as a whole, each would have to be there before what it needs itself.
  shop_url     = var.storefront == null ? null : module.storefront[0].shop_url
  user_pool_id = var.sign_in ? module.auth[0].user_pool_id : null
  shop_client  = var.sign_in ? { issuer = module.auth[0].issuer, client_id = module.auth[0].client_id, domain = module.auth[0].hosted_ui_domain } : null
  first_party  = try(var.storefront.first_party, false)

  # Where a shopper may send from, and come back to after he signed in: the shop under its own names, and that of its host.
  origins = compact(concat(var.shop_origins, [local.shop_url]))
}

# --- The lake, and the network from which only our buckets can be reached ----------------------------------------------------

module "lake" {
  source = "./modules/lake"

  name          = var.name
  allow_destroy = var.allow_destroy
}

module "network" {
  source = "./modules/network"

  name              = var.name
  availability_zone = var.availability_zone
  log_bucket_arn    = module.lake.log_bucket_arn
  bucket_arns = [
    module.lake.raw_bucket_arn,
    module.lake.artefact_bucket_arn,
    module.lake.log_bucket_arn,
    module.warehouse.backup_bucket_arn,
  ]
}

# --- Browser to lake -----------------------------------------------------------------------------------------------------------

module "ingest" {
  source = "./modules/ingest"

  name                 = var.name
  package              = local.packages["collector"]
  raw_bucket_name      = module.lake.raw_bucket_name
  raw_bucket_arn       = module.lake.raw_bucket_arn
  allowed_origins      = local.origins
  write_keys           = var.write_keys
  server_keys          = var.server_keys
  sign_in              = var.sign_in ? { user_pool_id = local.user_pool_id, client_ids = [local.shop_client.client_id] } : null
  country_header       = local.first_party ? module.storefront[0].country_header : ""
  trusted_proxies      = local.first_party ? module.storefront[0].trusted_proxies : []
  reserved_concurrency = var.reserve_concurrency ? 50 : -1
}

# --- Lake to warehouse -----------------------------------------------------------------------------------------------------------

module "etl" {
  source = "./modules/etl"

  name                        = var.name
  package                     = local.packages["etl"]
  vpc_id                      = module.network.vpc_id
  private_subnet_id           = module.network.private_subnet_id
  s3_prefix_list_id           = module.network.s3_prefix_list_id
  endpoints_security_group_id = module.network.endpoints_security_group_id
  raw_bucket_name             = module.lake.raw_bucket_name
  raw_bucket_arn              = module.lake.raw_bucket_arn
  warehouse_security_group_id = module.warehouse.security_group_id
  password_parameter_name     = module.warehouse.password_parameter_name
  password_parameter_arn      = module.warehouse.password_parameter_arn
  certificate_parameter_name  = module.warehouse.certificate_parameter_name
  certificate_parameter_arn   = module.warehouse.certificate_parameter_arn
  time_zone                   = var.time_zone
  week_starts_on              = var.week_starts_on
  facts_keep_days             = var.facts_keep_days
  path_rules                  = var.path_rules
  reserve_concurrency         = var.reserve_concurrency

  warehouse = {
    host     = module.warehouse.host
    port     = module.warehouse.port
    database = module.warehouse.database
    user     = module.warehouse.etl_user
  }
}

module "warehouse" {
  source = "./modules/warehouse"

  name                        = var.name
  vpc_id                      = module.network.vpc_id
  private_subnet_id           = module.network.private_subnet_id
  availability_zone           = module.network.availability_zone
  client_networks             = module.network.vpc_cidr
  s3_prefix_list_id           = module.network.s3_prefix_list_id
  endpoints_security_group_id = module.network.endpoints_security_group_id
  etl_security_group_id       = module.etl.security_group_id
  raw_bucket_name             = module.lake.raw_bucket_name
  raw_bucket_arn              = module.lake.raw_bucket_arn
  artefact_bucket_arn         = module.lake.artefact_bucket_arn
  log_bucket_arn              = module.lake.log_bucket_arn
  bundle                      = local.bundle
  instance_type               = var.warehouse_instance_type
  volume_gib                  = var.warehouse_volume_gib
  ami_parameter               = var.warehouse_ami_parameter
  snapshot_id                 = var.warehouse_snapshot_id
  password_version            = var.warehouse_password_version
  time_zone                   = var.time_zone
  week_start                  = var.week_starts_on
  allow_destroy               = var.allow_destroy

  user_data = templatefile("${local.instance_folder}/loader.py", {
    name            = var.name
    region          = var.region
    artefact_bucket = module.lake.artefact_bucket_name
  })
  documents = {
    for document in fileset("${local.instance_folder}/documents", "*.json") :
    trimsuffix(document, ".json") => file("${local.instance_folder}/documents/${document}")
  }
}

# --- Those who look, and those who look after it -----------------------------------------------------------------------------------

module "access" {
  source = "./modules/access"

  name                = var.name
  instance_id         = module.warehouse.instance_id
  log_bucket_name     = module.lake.log_bucket_name
  session_preferences = var.session_preferences
}

module "observability" {
  source = "./modules/observability"

  name                    = var.name
  alarm_email             = var.alarm_email
  api_id                  = module.ingest.api_id
  collector_function_name = module.ingest.function_name
  etl_function_name       = module.etl.function_name
  compact_function_name   = module.etl.compact_function_name
  failure_queue_names     = { collector = module.ingest.failure_queue_name, etl = module.etl.failure_queue_name }
  instance_id             = module.warehouse.instance_id
  opening_hours_utc       = var.opening_hours_utc
  budget_usd              = var.budget_usd
}

module "lakehouse" {
  source = "./modules/lakehouse"
  count  = var.lakehouse ? 1 : 0

  name            = var.name
  raw_bucket_name = module.lake.raw_bucket_name
  sql_folder      = "${path.module}/../warehouse/sql/lakehouse"
}

# --- The shop itself, where it is to be hosted here, too -------------------------------------------------------------------------

module "auth" {
  source = "./modules/auth"
  count  = var.sign_in ? 1 : 0

  name          = var.name
  callback_urls = [for origin in local.origins : "${origin}/sign-in/callback"]
  logout_urls   = [for origin in local.origins : "${origin}/"]
  allow_destroy = var.allow_destroy
}

module "oltp" {
  source = "./modules/oltp"
  count  = var.shop_database == null ? 0 : 1

  name                  = var.name
  create_instance       = var.shop_database.create
  existing_database_url = var.shop_database_url
  existing_database_ca  = var.shop_database.certificate
  allowed_cidrs         = var.shop_database.allowed_cidrs
  instance_type         = var.shop_database.instance_type
  volume_gib            = var.shop_database.volume_gib
  vpc_id                = module.network.vpc_id
  public_subnet_id      = module.network.public_subnet_id
  availability_zone     = module.network.availability_zone
  allow_destroy         = var.allow_destroy
}

# An app of a repository that wants a token is made by whoever has the token, with one command (docs/deploy.md), and taken over here:
# Amplify keeps no token, and the state would. An app that is in the state already stays as it is. Not with allow_destroy: what a
# destroy has removed is not looked for once more.
import {
  for_each = toset(compact([var.allow_destroy ? null : try(var.storefront.app_id, null)]))
  to       = module.storefront[0].aws_amplify_app.shop
  id       = each.key
}

module "storefront" {
  source = "./modules/storefront"
  count  = var.storefront == null ? 0 : 1

  name                        = var.name
  collector_url               = "${module.ingest.api_endpoint}/clickstream"
  api_domain                  = module.ingest.api_domain
  repository                  = var.storefront.repository
  branch                      = var.storefront.branch
  app_root                    = var.storefront.app_root
  build_spec                  = var.storefront.build_spec
  environment                 = var.storefront.environment
  first_party                 = var.storefront.first_party
  cdn_domain                  = var.storefront.cdn_domain
  tracker_file                = var.storefront.tracker_file
  database_url_parameter_name = module.oltp[0].database_url_parameter_name
  database_ca_parameter_name  = module.oltp[0].certificate_parameter_name
  server_key_parameter_name   = var.storefront.server_key ? "/${var.name}/shop/server-key" : null
  origin                      = var.storefront.origin
  sign_in                     = var.sign_in ? { issuer = local.shop_client.issuer, client_id = local.shop_client.client_id } : null
  allow_destroy               = var.allow_destroy
}
