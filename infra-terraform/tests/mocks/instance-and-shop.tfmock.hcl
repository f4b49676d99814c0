# What AWS would fill in for the instances and the shop.

mock_resource "aws_instance" {
  override_during = plan
  defaults = {
    arn = "arn:aws:ec2:eu-central-1:123456789012:instance/i-mocked"
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
