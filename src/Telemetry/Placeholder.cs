namespace Ledger.Telemetry;
