# tf-offline: there only while "tf-offline" runs (process 5031); safe to delete.
terraform {
  backend "local" {
    path = "/tmp/tf-offline-0/oltp-e0075049bf1b/terraform.tfstate"
  }
}
