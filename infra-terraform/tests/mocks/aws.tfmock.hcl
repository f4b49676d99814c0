# What AWS would fill in. Values are made up; ARNs look real since the provider checks them.

mock_resource "aws_iam_role" {
  override_during = plan
  defaults = {
    arn = "arn:aws:iam::123456789012:role/mocked"
  }
}

mock_resource "aws_security_group" {
  override_during = plan
  defaults = {
    arn = "arn:aws:ec2:eu-central-1:123456789012:security-group/sg-mocked"
  }
}

mock_resource "aws_s3_bucket" {
  override_during = plan
  defaults = {
    arn = "arn:aws:s3:::mocked"
  }
}

mock_resource "aws_ssm_parameter" {
  override_during = plan
  defaults = {
    arn = "arn:aws:ssm:eu-central-1:123456789012:parameter/mocked"
    # A test sees by it that nobody gave a value which the state would keep.
    value = "made up by the mock"
  }
}

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
