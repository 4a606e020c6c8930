namespace Ledger.Reporting;
