namespace Ledger.Evidence;
