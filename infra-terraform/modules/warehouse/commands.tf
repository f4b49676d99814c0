# What is run on it: update, backup, restore, rebuild, health

resource "aws_ssm_document" "command" {
  for_each = var.documents

  name            = "${var.name}-${each.key}"
  document_type   = "Command"
  document_format = "JSON"
  target_type     = "/AWS::EC2::Instance"
  content         = each.value
  tags            = var.tags
}
