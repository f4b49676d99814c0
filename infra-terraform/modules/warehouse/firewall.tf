# Who may speak with it: the ETL to 5432; it to S3 and SSM, and to nothing else

resource "aws_security_group" "warehouse" {
  name        = "${var.name}-warehouse"
  description = "The warehouse: PostgreSQL for the ETL, S3 and SSM for itself"
  vpc_id      = var.vpc_id
  tags        = merge(var.tags, { Name = "${var.name}-warehouse" })
}

resource "aws_vpc_security_group_ingress_rule" "postgresql_from_etl" {
  security_group_id            = aws_security_group.warehouse.id
  description                  = "PostgreSQL from the ETL's function"
  referenced_security_group_id = var.etl_security_group_id
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  tags                         = var.tags
}

resource "aws_vpc_security_group_egress_rule" "s3" {
  security_group_id = aws_security_group.warehouse.id
  description       = "S3 by the gateway endpoint"
  prefix_list_id    = var.s3_prefix_list_id
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  tags              = var.tags
}

resource "aws_vpc_security_group_egress_rule" "ssm" {
  security_group_id            = aws_security_group.warehouse.id
  description                  = "SSM by the interface endpoints"
  referenced_security_group_id = var.endpoints_security_group_id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
  tags                         = var.tags
}
