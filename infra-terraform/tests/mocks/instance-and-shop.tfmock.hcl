# What AWS would fill in for the instances and the shop.

mock_resource "aws_instance" {
  override_during = plan
  defaults = {
    arn = "arn:aws:ec2:eu-central-1:123456789012:instance/i-mocked"
    # A test sees by it that nobody named a key pair.
    key_name = "made up by the mock"
  }
}

mock_resource "aws_network_interface" {
  override_during = plan
  defaults = {
    private_ip = "10.0.128.10"
  }
}

mock_resource "aws_ebs_volume" {
  override_during = plan
  defaults = {
    id  = "vol-0123456789abcdef0"
    arn = "arn:aws:ec2:eu-central-1:123456789012:volume/vol-0123456789abcdef0"
  }
}

mock_resource "aws_iam_instance_profile" {
  override_during = plan
  defaults = {
    arn = "arn:aws:iam::123456789012:instance-profile/mocked"
  }
}

mock_data "aws_ssm_parameter" {
  override_during = plan
  defaults = {
    value = "ami-0123456789abcdef0"
  }
}

mock_resource "aws_cognito_user_pool" {
  override_during = plan
  defaults = {
    id  = "eu-central-1_AbCdEfGhI"
    arn = "arn:aws:cognito-idp:eu-central-1:123456789012:userpool/eu-central-1_AbCdEfGhI"
  }
}

mock_resource "aws_amplify_app" {
  override_during = plan
  defaults = {
    id             = "d1a2b3c4d5e6f7"
    arn            = "arn:aws:amplify:eu-central-1:123456789012:apps/d1a2b3c4d5e6f7"
    default_domain = "d1a2b3c4d5e6f7.amplifyapp.com"
  }
}

mock_resource "aws_cloudfront_distribution" {
  override_during = plan
  defaults = {
    arn         = "arn:aws:cloudfront::123456789012:distribution/E1A2B3C4D5E6F7"
    domain_name = "d111111abcdef8.cloudfront.net"
  }
}

mock_resource "aws_cloudfront_origin_access_control" {
  override_during = plan
  defaults = {
    id = "E2OAC"
  }
}

mock_resource "aws_eip" {
  override_during = plan
  defaults = {
    public_ip  = "198.51.100.10"
    public_dns = "ec2-198-51-100-10.eu-central-1.compute.amazonaws.com"
  }
}

mock_data "aws_ip_ranges" {
  override_during = plan
  defaults = {
    cidr_blocks = ["203.0.113.0/24"]
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
