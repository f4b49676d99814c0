mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

override_resource {
  target          = module.lake.aws_s3_bucket.raw
  override_during = plan
  values          = { arn = "arn:aws:s3:::footfall-raw" }
}

override_resource {
  target          = module.warehouse.aws_s3_bucket.backup
  override_during = plan
  values          = { arn = "arn:aws:s3:::footfall-backup" }
}

# It is taken over and not made, which a mock cannot do by itself.
override_resource {
  target          = module.storefront[0].aws_amplify_app.shop
  override_during = plan
  values = {
    id             = "d1a2b3c4d5e6f7"
    arn            = "arn:aws:amplify:eu-central-1:123456789012:apps/d1a2b3c4d5e6f7"
    default_domain = "d1a2b3c4d5e6f7.amplifyapp.com"
    name           = "shopstats-shop"
  }
}

variables {
  region          = "eu-central-1"
  shop_origins    = ["https://shop.example"]
  alarm_email     = "ops@shop.example"
  packages_folder = "./tests/fixtures/packages"
  bundle          = "0.1.0 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
}

run "minimal" {
  command = plan

  assert {
    condition     = output.collector_url == "https://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com/clickstream"
    error_message = "Trackers send to the HTTP API."
  }
  assert {
    condition     = output.raw_bucket_name == "footfall-raw-123456789012-eu-central-1"
    error_message = "The lake is named for the account."
  }
  assert {
    condition     = output.shop_url == null && output.tracker_url == null && output.sign_in == null && output.athena_workgroup == null
    error_message = "What was not asked for is not there."
  }
  assert {
    condition     = strcontains(output.dashboards_command, output.instance_id)
    error_message = "A command opens the dashboards of the warehouse's instance."
  }
  assert {
    condition     = contains(keys(output.documents), "update") && contains(keys(output.documents), "restore-dump")
    error_message = "The instance's documents can be run."
  }
  assert {
    condition     = module.ingest.environment["FOOTFALL_LAKE"] == "s3://${module.lake.raw_bucket_name}" && module.etl.environment["FOOTFALL_LAKE"] == "s3://${module.lake.raw_bucket_name}"
    error_message = "Collector and ETL have the same lake."
  }
  assert {
    condition     = module.etl.environment["DWH_HOST"] == module.warehouse.host && module.etl.environment["DWH_USER"] == "footfall_etl" && module.etl.environment["DWH_PASSWORD_PARAMETER"] == module.warehouse.password_parameter_name
    error_message = "The ETL loads the warehouse as its own role."
  }
  assert {
    condition     = module.etl.environment["FOOTFALL_DATABASE_CA_PARAMETER"] == module.warehouse.certificate_parameter_name
    error_message = "The ETL's connection to the warehouse is encrypted, and the warehouse proves who it is."
  }
  assert {
    condition     = module.ingest.environment["FOOTFALL_ALLOWED_ORIGINS"] == "https://shop.example"
    error_message = "The collector lets in the shop's origins."
  }
}

run "full" {
  command = plan

  variables {
    name              = "shopstats"
    time_zone         = "Europe/Berlin"
    write_keys        = ["wk_shop"]
    server_keys       = ["sha256:0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f"]
    lakehouse         = true
    sign_in           = true
    shop_database     = { allowed_cidrs = { "shop's servers" = "203.0.113.16/28" } }
    storefront        = { repository = "https://github.com/shop/shop", app_id = "d1a2b3c4d5e6f7", origin = "https://shop.example", tracker_file = "./README.md", server_key = true }
    opening_hours_utc = { from = 6, to = 22 }
    tags              = { Shop = "example" }
  }

  assert {
    condition     = module.ingest.environment["FOOTFALL_ALLOWED_ORIGINS"] == "https://shop.example,${output.shop_url}"
    error_message = "The collector lets in the hosted shop, too."
  }
  assert {
    condition     = output.collector_url == module.storefront[0].first_party_endpoint && module.ingest.environment["FOOTFALL_COUNTRY_HEADER"] == "cloudfront-viewer-country" && module.ingest.environment["FOOTFALL_TRUSTED_PROXIES"] != ""
    error_message = "Trackers send by the shop's own CDN, which tells the country."
  }
  assert {
    condition     = module.ingest.environment["FOOTFALL_COGNITO_USER_POOL"] == module.auth[0].user_pool_id && module.ingest.environment["FOOTFALL_COGNITO_CLIENTS"] == module.auth[0].client_id
    error_message = "The collector believes the user pool's tokens."
  }
  assert {
    condition     = module.storefront[0].origin == "https://shop.example"
    error_message = "The hosted shop is known by the address that shoppers use."
  }
  assert {
    condition     = lookup(module.ingest.environment, "FOOTFALL_SERVER_KEYS", "") == "sha256:0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f"
    error_message = "The collector knows the servers' keys by their hashes."
  }
  assert {
    condition     = module.etl.environment["FOOTFALL_TIME_ZONE"] == "Europe/Berlin"
    error_message = "The shop's time zone reaches the warehouse."
  }
  assert {
    condition     = output.athena_workgroup == "shopstats"
    error_message = "Athena can ask the lake where it is wanted."
  }
}

run "refuses_a_region_that_is_none" {
  command = plan

  variables {
    region = "Frankfurt"
  }

  expect_failures = [var.region]
}

run "refuses_an_origin_with_a_path" {
  command = plan

  variables {
    shop_origins = ["https://shop.example/shoes"]
  }

  expect_failures = [var.shop_origins]
}

run "refuses_to_run_without_packages" {
  command = plan

  variables {
    packages_folder = "./tests/fixtures"
  }

  expect_failures = [var.packages_folder]
}

run "refuses_a_hosted_shop_without_a_database" {
  command = plan

  variables {
    storefront = { repository = "https://github.com/shop/shop", app_id = "d1a2b3c4d5e6f7" }
  }

  expect_failures = [var.storefront]
}

run "refuses_a_hosted_shop_without_its_app" {
  command = plan

  variables {
    shop_database = { allowed_cidrs = { office = "203.0.113.16/28" } }
    storefront    = { repository = "https://github.com/shop/shop" }
  }

  expect_failures = [var.storefront]
}

run "refuses_an_origin_that_the_collector_does_not_know" {
  command = plan

  variables {
    shop_database = { allowed_cidrs = { office = "203.0.113.16/28" } }
    storefront    = { repository = "https://github.com/shop/shop", app_id = "d1a2b3c4d5e6f7", origin = "https://other.example" }
  }

  expect_failures = [var.storefront]
}
