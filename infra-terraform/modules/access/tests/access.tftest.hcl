mock_provider "aws" {
  source          = "../../tests/mocks"
  override_during = plan
}

variables {
  name            = "footfall"
  instance_id     = "i-0123456789abcdef0"
  log_bucket_name = "footfall-logs-123456789012-eu-central-1"
}

run "full" {
  command = plan

  # Sessions are logged
  assert {
    condition     = aws_ssm_document.preferences[0].name == "SSM-SessionManagerRunShell" && aws_ssm_document.preferences[0].document_type == "Session"
    error_message = "Session Manager's preferences must be the document that it looks for."
  }
  assert {
    condition     = jsondecode(aws_ssm_document.preferences[0].content).inputs.s3BucketName == var.log_bucket_name && jsondecode(aws_ssm_document.preferences[0].content).inputs.s3KeyPrefix == "sessions"
    error_message = "Shell sessions must be logged to the bucket, below sessions/."
  }
  assert {
    condition     = jsondecode(aws_ssm_document.preferences[0].content).inputs.s3EncryptionEnabled == true
    error_message = "Logs of sessions must go to an encrypted bucket only."
  }
  assert {
    condition     = jsondecode(aws_ssm_document.preferences[0].content).inputs.idleSessionTimeout == "20" && jsondecode(aws_ssm_document.preferences[0].content).inputs.maxSessionDuration == "240"
    error_message = "Silent and long sessions must be ended."
  }

  # Port forwarding
  assert {
    condition     = { for key, document in aws_ssm_document.port : document.name => jsondecode(document.content).properties.portNumber } == { "footfall-dashboards" = "3838", "footfall-database" = "5432" }
    error_message = "Each port must stand in its own document, and not be a parameter."
  }
  assert {
    condition     = alltrue([for document in aws_ssm_document.port : jsondecode(document.content).sessionType == "Port" && keys(jsondecode(document.content).parameters) == ["localPortNumber"]])
    error_message = "Only the port of one's own machine may be chosen."
  }
  assert {
    condition     = output.dashboards_command == "aws ssm start-session --region eu-central-1 --target i-0123456789abcdef0 --document-name footfall-dashboards"
    error_message = "The command for the dashboards must be ready to run."
  }
  assert {
    condition     = output.database_command == "aws ssm start-session --region eu-central-1 --target i-0123456789abcdef0 --document-name footfall-database"
    error_message = "The command for the database must be ready to run."
  }

  # Who may
  assert {
    condition = [for statement in jsondecode(aws_iam_policy.analysts.policy).Statement : statement.Resource if contains(statement.Action, "ssm:StartSession")] == [[
      "arn:aws:ec2:eu-central-1:123456789012:instance/i-0123456789abcdef0",
      "arn:aws:ssm:eu-central-1:123456789012:document/footfall-dashboards",
    ]]
    error_message = "Analysts may open the dashboards' port only."
  }
  assert {
    condition     = alltrue([for policy in [aws_iam_policy.analysts.policy, aws_iam_policy.operators.policy] : alltrue([for statement in jsondecode(policy).Statement : try(statement.Condition.BoolIfExists["ssm:SessionDocumentAccessCheck"], "") == "true" if contains(statement.Action, "ssm:StartSession")])])
    error_message = "The right to start a session must hold for the named documents alone."
  }
  assert {
    condition     = toset(flatten([for statement in jsondecode(aws_iam_policy.analysts.policy).Statement : statement.Action])) == toset(["ssm:StartSession", "ssm:ResumeSession", "ssm:TerminateSession"])
    error_message = "Analysts may start and end sessions, and do nothing else."
  }
  assert {
    condition     = alltrue([for policy in [aws_iam_policy.analysts.policy, aws_iam_policy.operators.policy] : alltrue(flatten([for statement in jsondecode(policy).Statement : [for resource in statement.Resource : can(regex(":session/\\$\\{aws:user(name|id)\\}-\\*$", resource))] if contains(statement.Action, "ssm:TerminateSession")]))])
    error_message = "Nobody may end the sessions of others."
  }
  assert {
    condition = toset(flatten([for statement in jsondecode(aws_iam_policy.operators.policy).Statement : statement.Resource if contains(statement.Action, "ssm:StartSession")])) == toset([
      "arn:aws:ec2:eu-central-1:123456789012:instance/i-0123456789abcdef0",
      "arn:aws:ssm:eu-central-1:123456789012:document/SSM-SessionManagerRunShell",
      "arn:aws:ssm:eu-central-1:123456789012:document/footfall-dashboards",
      "arn:aws:ssm:eu-central-1:123456789012:document/footfall-database",
    ])
    error_message = "Operators may open the two ports and a shell that is logged, no other document."
  }
}

run "minimal" {
  command = plan

  variables {
    session_preferences = false
  }

  assert {
    condition     = length(aws_ssm_document.preferences) == 0
    error_message = "An account's own preferences must be left alone when told so."
  }
}

run "refuses_an_idle_time_that_session_manager_does_not_know" {
  command = plan
  variables {
    idle_minutes = 90
  }
  expect_failures = [var.idle_minutes]
}
