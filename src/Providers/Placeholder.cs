namespace Ledger.Providers;
