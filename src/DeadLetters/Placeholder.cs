namespace Ledger.DeadLetters;
