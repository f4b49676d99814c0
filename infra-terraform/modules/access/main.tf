data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  account   = data.aws_caller_identity.current.account_id
  partition = data.aws_partition.current.partition
  region    = data.aws_region.current.region
  instance  = "arn:${local.partition}:ec2:${local.region}:${local.account}:instance/${var.instance_id}"
  documents = "arn:${local.partition}:ssm:${local.region}:${local.account}:document"

  # The name under which Session Manager looks for its preferences.
  preferences = "SSM-SessionManagerRunShell"

  ports = {
    dashboards = { number = 3838, what = "the dashboards" }
    database   = { number = 5432, what = "the warehouse's PostgreSQL" }
  }

  # Session ids begin with the name of the user, or of the role's session: everybody may end his own.
  own_sessions = [
    "arn:${local.partition}:ssm:${local.region}:${local.account}:session/$${aws:username}-*",
    "arn:${local.partition}:ssm:${local.region}:${local.account}:session/$${aws:userid}-*",
  ]
}

# ---------------------------------------------------------------------------------------------------------------------
# Shell sessions: logged, ended when silent
# ---------------------------------------------------------------------------------------------------------------------

resource "aws_ssm_document" "preferences" {
  count = var.session_preferences ? 1 : 0

  name            = local.preferences
  document_type   = "Session"
  document_format = "JSON"
  tags            = var.tags
  content = jsonencode({
    schemaVersion = "1.0"
    description   = "Session Manager's preferences: sessions are logged and ended when silent"
    sessionType   = "Standard_Stream"
    inputs = {
      s3BucketName                = var.log_bucket_name
      s3KeyPrefix                 = "sessions"
      s3EncryptionEnabled         = true
      cloudWatchLogGroupName      = ""
      cloudWatchEncryptionEnabled = false
      cloudWatchStreamingEnabled  = false
      kmsKeyId                    = ""
      runAsEnabled                = false
      runAsDefaultUser            = ""
      idleSessionTimeout          = tostring(var.idle_minutes)
      maxSessionDuration          = tostring(var.longest_minutes)
      shellProfile                = { linux = "exec /bin/bash", windows = "" }
    }
  })
}

# ---------------------------------------------------------------------------------------------------------------------
# Port forwarding. The port stands in the document: with AWS's own document whoever may start it reaches every port
# ---------------------------------------------------------------------------------------------------------------------

resource "aws_ssm_document" "port" {
  for_each = local.ports

  name            = "${var.name}-${each.key}"
  document_type   = "Session"
  document_format = "JSON"
  tags            = var.tags
  content = jsonencode({
    schemaVersion = "1.0"
    description   = "Brings ${each.value.what} to a port of one's own machine"
    sessionType   = "Port"
    parameters = {
      localPortNumber = {
        type           = "String"
        description    = "Port of one's own machine"
        allowedPattern = "^[1-9][0-9]{0,4}$"
        default        = tostring(each.value.number)
      }
    }
    properties = {
      portNumber      = tostring(each.value.number)
      type            = "LocalPortForwarding"
      localPortNumber = "{{ localPortNumber }}"
    }
  })
}

# ---------------------------------------------------------------------------------------------------------------------
# Who may: analysts see the dashboards, operators also the database and a shell. Attach them to your groups or roles
# ---------------------------------------------------------------------------------------------------------------------

resource "aws_iam_policy" "analysts" {
  name        = "${var.name}-analysts"
  description = "Opens the dashboards' port of the warehouse, and nothing else"
  tags        = var.tags
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "OpenTheDashboards"
        Effect   = "Allow"
        Action   = ["ssm:StartSession"]
        Resource = [local.instance, "${local.documents}/${aws_ssm_document.port["dashboards"].name}"]
        # Without it the right to the instance alone would open a shell, whatever documents are named.
        Condition = { BoolIfExists = { "ssm:SessionDocumentAccessCheck" = "true" } }
      },
      {
        Sid      = "EndOnesOwnSessions"
        Effect   = "Allow"
        Action   = ["ssm:ResumeSession", "ssm:TerminateSession"]
        Resource = local.own_sessions
      },
    ]
  })
}

resource "aws_iam_policy" "operators" {
  name        = "${var.name}-operators"
  description = "Opens dashboards, database and a shell of the warehouse"
  tags        = var.tags
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "OpenPortsAndShell"
        Effect = "Allow"
        Action = ["ssm:StartSession"]
        Resource = concat(
          [local.instance, "${local.documents}/${local.preferences}"],
          [for document in aws_ssm_document.port : "${local.documents}/${document.name}"],
        )
        Condition = { BoolIfExists = { "ssm:SessionDocumentAccessCheck" = "true" } }
      },
      {
        Sid      = "EndOnesOwnSessions"
        Effect   = "Allow"
        Action   = ["ssm:ResumeSession", "ssm:TerminateSession"]
        Resource = local.own_sessions
      },
    ]
  })
}
