namespace Ledger.LocalStack;
