mock_provider "aws" {
  source          = "../../tests/mocks"
  override_during = plan
}

variables {
  name            = "footfall"
  raw_bucket_name = "footfall-raw"
  sql_folder      = "../../../warehouse/sql/lakehouse"
}

run "minimal" {
  command = plan

  # Answers
  assert {
    condition     = aws_s3_bucket_public_access_block.results.block_public_acls && aws_s3_bucket_public_access_block.results.block_public_policy && aws_s3_bucket_public_access_block.results.ignore_public_acls && aws_s3_bucket_public_access_block.results.restrict_public_buckets
    error_message = "Answers are private."
  }
  assert {
    condition     = one(aws_s3_bucket_lifecycle_configuration.results.rule).expiration[0].days == 7
    error_message = "Answers are gone after a week."
  }

  # The table
  assert {
    condition     = aws_glue_catalog_table.events.parameters["projection.enabled"] == "true" && aws_glue_catalog_table.events.parameters["projection.hour.type"] == "date" && aws_glue_catalog_table.events.parameters["projection.hour.format"] == "yyyy/MM/dd/HH" && aws_glue_catalog_table.events.parameters["projection.hour.interval.unit"] == "HOURS"
    error_message = "Partitions are worked out from the hours."
  }
  assert {
    condition     = aws_glue_catalog_table.events.parameters["storage.location.template"] == "s3://footfall-raw/events/$${hour}/" && aws_glue_catalog_table.events.storage_descriptor[0].location == "s3://footfall-raw/events/"
    error_message = "The table lies over the lake's events."
  }
  assert {
    condition     = one(aws_glue_catalog_table.events.partition_keys).name == "hour"
    error_message = "The table is cut by hour."
  }
  assert {
    condition     = aws_glue_catalog_table.events.storage_descriptor[0].ser_de_info[0].parameters["ignore.malformed.json"] == "true"
    error_message = "A damaged line stops no question."
  }

  # Limits
  assert {
    condition     = aws_athena_workgroup.this.configuration[0].bytes_scanned_cutoff_per_query == 10737418240
    error_message = "A question that reads too much is cut off."
  }
  assert {
    condition     = aws_athena_workgroup.this.configuration[0].enforce_workgroup_configuration
    error_message = "Nobody gets round the workgroup's limits."
  }
  assert {
    condition     = aws_athena_workgroup.this.configuration[0].result_configuration[0].output_location == "s3://${aws_s3_bucket.results.bucket}/" && aws_athena_workgroup.this.configuration[0].result_configuration[0].encryption_configuration[0].encryption_option == "SSE_S3"
    error_message = "Answers go to their bucket, encrypted."
  }
  assert {
    condition     = toset(keys(aws_athena_named_query.this)) == toset(["10_clickstream_events", "20_sessions", "30_orders", "40_revenue_daily", "50_funnel_daily"])
    error_message = "The warehouse's SQL files become named queries, but for the table's own and DuckDB's."
  }
  assert {
    condition     = alltrue([for query in aws_athena_named_query.this : query.workgroup == aws_athena_workgroup.this.name && length(query.description) > 10])
    error_message = "Each named query is in the workgroup, and says what it is."
  }
  assert {
    condition     = anytrue([for column in aws_glue_catalog_table.events.storage_descriptor[0].columns : column.name == "eventname" && column.type == "string"]) && length(aws_glue_catalog_table.events.storage_descriptor[0].columns) == length(local.columns)
    error_message = "The table has the columns that the warehouse's SQL reads."
  }
}

run "full" {
  command = plan

  variables {
    scan_limit_bytes = 10485760
    first_day        = "2026/11/01"
    tags             = { Shop = "example" }
  }

  assert {
    condition     = aws_glue_catalog_table.events.parameters["projection.hour.range"] == "2026/11/01/00,NOW"
    error_message = "The first day can be chosen."
  }
}

run "refuses_a_limit_that_athena_does_not_know" {
  command = plan

  variables {
    scan_limit_bytes = 1000
  }

  expect_failures = [var.scan_limit_bytes]
}

run "refuses_a_folder_without_columns" {
  command = plan

  variables {
    sql_folder = "."
  }

  expect_failures = [var.sql_folder]
}
