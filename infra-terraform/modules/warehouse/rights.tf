# What the instance may do: no more than its bootstrap, its agent and its backups need

resource "aws_iam_role" "instance" {
  name        = "${var.name}-warehouse"
  description = "The warehouse's instance"
  tags        = var.tags
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "ec2.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_instance_profile" "instance" {
  name = "${var.name}-warehouse"
  role = aws_iam_role.instance.name
  tags = var.tags
}

# Not the managed policy AmazonSSMManagedInstanceCore: that one reads every parameter of the account.
resource "aws_iam_role_policy" "agent" {
  name = "agent"
  role = aws_iam_role.instance.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid    = "BeReachedBySystemsManager"
      Effect = "Allow"
      Action = [
        "ec2messages:AcknowledgeMessage",
        "ec2messages:DeleteMessage",
        "ec2messages:FailMessage",
        "ec2messages:GetEndpoint",
        "ec2messages:GetMessages",
        "ec2messages:SendReply",
        "ssm:DescribeDocument",
        "ssm:GetDocument",
        "ssm:ListAssociations",
        "ssm:ListInstanceAssociations",
        "ssm:PutInventory",
        "ssm:UpdateAssociationStatus",
        "ssm:UpdateInstanceAssociationStatus",
        "ssm:UpdateInstanceInformation",
        "ssmmessages:CreateControlChannel",
        "ssmmessages:CreateDataChannel",
        "ssmmessages:OpenControlChannel",
        "ssmmessages:OpenDataChannel",
      ]
      Resource = ["*"]
    }]
  })
}

resource "aws_iam_role_policy" "parameters" {
  name = "parameters"
  role = aws_iam_role.instance.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "ReadSettingsAndPasswords"
        Effect = "Allow"
        Action = ["ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath"]
        Resource = [
          "${local.parameter_arns}/instance",
          "${local.parameter_arns}/instance/*",
          "${local.parameter_arns}/warehouse",
          "${local.parameter_arns}/warehouse/*",
        ]
      },
      {
        Sid      = "PublishItsCertificate"
        Effect   = "Allow"
        Action   = ["ssm:PutParameter"]
        Resource = ["${local.parameter_arns}/warehouse/ca"]
      },
    ]
  })
}

resource "aws_iam_role_policy" "storage" {
  name = "storage"
  role = aws_iam_role.instance.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "FetchTheBundle"
        Effect   = "Allow"
        Action   = ["s3:GetObject"]
        Resource = ["${var.artefact_bucket_arn}/instance/*"]
      },
      {
        Sid      = "WriteDumpsAndLogs"
        Effect   = "Allow"
        Action   = ["s3:AbortMultipartUpload", "s3:PutObject"]
        Resource = ["${aws_s3_bucket.backup.arn}/dumps/*", "${aws_s3_bucket.backup.arn}/logs/*"]
      },
      {
        Sid      = "ReadDumpsToRestore"
        Effect   = "Allow"
        Action   = ["s3:GetObject"]
        Resource = ["${aws_s3_bucket.backup.arn}/dumps/*"]
      },
      {
        Sid       = "ListDumps"
        Effect    = "Allow"
        Action    = ["s3:ListBucket"]
        Resource  = [aws_s3_bucket.backup.arn]
        Condition = { StringLike = { "s3:prefix" = ["dumps/*"] } }
      },
      {
        Sid      = "ReadTheLakeForARebuild"
        Effect   = "Allow"
        Action   = ["s3:GetObject", "s3:ListBucket"]
        Resource = [var.raw_bucket_arn, "${var.raw_bucket_arn}/*"]
      },
      {
        # The bucket's versions keep what was there for the days that the lake's lifecycle says.
        Sid    = "ErasePeopleFromTheLake"
        Effect = "Allow"
        Action = ["s3:DeleteObject", "s3:PutObject"]
        Resource = [
          "${var.raw_bucket_arn}/erasures/*",
          "${var.raw_bucket_arn}/events/*",
          "${var.raw_bucket_arn}/manifests/*",
          "${var.raw_bucket_arn}/rejected/*",
        ]
      },
      {
        Sid      = "WriteLogsOfShellSessions"
        Effect   = "Allow"
        Action   = ["s3:PutObject"]
        Resource = ["${var.log_bucket_arn}/sessions/*"]
      },
      {
        Sid      = "SeeThatTheyAreEncrypted"
        Effect   = "Allow"
        Action   = ["s3:GetEncryptionConfiguration"]
        Resource = [var.log_bucket_arn]
      },
    ]
  })
}
