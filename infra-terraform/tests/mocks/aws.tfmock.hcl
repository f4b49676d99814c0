# What AWS would fill in, made up, so that plans are known to their end: names of every type that the tests look at. Ids are random
# and differ; ARNs are the same for all of a type, where a test does not override one.

mock_data "aws_caller_identity" {
  override_during = plan
  defaults = {
    account_id = "123456789012"
  }
}

mock_data "aws_region" {
  override_during = plan
  defaults = {
    region = "eu-central-1"
  }
}

mock_data "aws_partition" {
  override_during = plan
  defaults = {
    partition  = "aws"
    dns_suffix = "amazonaws.com"
  }
}

mock_data "aws_availability_zones" {
  override_during = plan
  defaults = {
    names = ["eu-central-1a", "eu-central-1b", "eu-central-1c"]
  }
}

mock_data "aws_ec2_managed_prefix_list" {
  override_during = plan
  defaults = {
    id      = "pl-0a1b2c3d"
    entries = [{ cidr = "130.176.0.0/16", description = "" }]
  }
}

mock_resource "aws_vpc" {
  override_during = plan
  defaults        = {}
}

mock_resource "aws_subnet" {
  override_during = plan
  defaults        = {}
}

mock_resource "aws_internet_gateway" {
  override_during = plan
  defaults        = {}
}

mock_resource "aws_route_table" {
  override_during = plan
  defaults        = {}
}

mock_resource "aws_security_group" {
  override_during = plan
  defaults        = {}
}

mock_resource "aws_vpc_endpoint" {
  override_during = plan
  defaults        = {}
}

mock_resource "aws_s3_bucket" {
  override_during = plan
  defaults = {
    arn = "arn:aws:s3:::mock"
  }
}

mock_resource "aws_iam_role" {
  override_during = plan
  defaults = {
    arn = "arn:aws:iam::123456789012:role/mock"
  }
}

mock_resource "aws_cloudwatch_log_group" {
  override_during = plan
  defaults = {
    arn = "arn:aws:logs:eu-central-1:123456789012:log-group:mock"
  }
}

mock_resource "aws_sqs_queue" {
  override_during = plan
  defaults = {
    arn = "arn:aws:sqs:eu-central-1:123456789012:mock"
    url = "https://sqs.eu-central-1.amazonaws.com/123456789012/mock"
  }
}

mock_resource "aws_lambda_function" {
  override_during = plan
  defaults = {
    arn        = "arn:aws:lambda:eu-central-1:123456789012:function:mock"
    invoke_arn = "arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-central-1:123456789012:function:mock/invocations"
  }
}

mock_resource "aws_apigatewayv2_api" {
  override_during = plan
  defaults = {
    api_endpoint  = "https://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com"
    execution_arn = "arn:aws:execute-api:eu-central-1:123456789012:a1b2c3d4e5"
  }
}

mock_resource "aws_apigatewayv2_integration" {
  override_during = plan
  defaults        = {}
}

mock_resource "aws_apigatewayv2_authorizer" {
  override_during = plan
  defaults        = {}
}

mock_resource "aws_cloudwatch_event_rule" {
  override_during = plan
  defaults = {
    arn = "arn:aws:events:eu-central-1:123456789012:rule/mock"
  }
}

mock_resource "aws_kms_key" {
  override_during = plan
  defaults = {
    arn = "arn:aws:kms:eu-central-1:123456789012:key/0a1b2c3d-0000-4000-8000-000000000000"
  }
}

mock_resource "aws_sns_topic" {
  override_during = plan
  defaults = {
    arn = "arn:aws:sns:eu-central-1:123456789012:mock"
  }
}

mock_resource "aws_cloudwatch_metric_alarm" {
  override_during = plan
  defaults = {
    arn = "arn:aws:cloudwatch:eu-central-1:123456789012:alarm:mock"
  }
}

mock_resource "aws_athena_workgroup" {
  override_during = plan
  defaults        = {}
}

mock_resource "aws_glue_catalog_database" {
  override_during = plan
  defaults        = {}
}

mock_resource "aws_default_security_group" {
  override_during = plan
  defaults        = {}
}

mock_resource "aws_s3_bucket_lifecycle_configuration" {
  override_during = plan
  defaults        = {}
}

mock_resource "aws_cognito_user_pool_client" {
  override_during = plan
  defaults = {
    id = "7clientofthetests"
    # A test sees by it that nobody asked for a secret.
    client_secret = "made up by the mock"
  }
}
