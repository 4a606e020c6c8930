namespace Ledger.JournalPosting;
