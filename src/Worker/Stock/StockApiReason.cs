namespace Ledger.Worker.Stock;

/// <summary>Why the stock API does not take a request, before the inventory decides anything about it.</summary>
enum StockApiReason
{
    /// <summary>503: no file of keys is configured; nothing is open by default.</summary>
    StockKeysNotSet,

    /// <summary>401: the request carries no key.</summary>
    StockKeyMissing,

    /// <summary>401: nobody has this key.</summary>
    StockKeyUnknown,

    /// <summary>403: the key has no role that may do this.</summary>
    StockRoleMissing,

    /// <summary>400: the header Idempotency-Key is missing or no UUID.</summary>
    IdempotencyKeyMissing,

    /// <summary>413: the body is over 256 KiB.</summary>
    CommandTooLarge,

    /// <summary>400: the body is no command as documented.</summary>
    CommandMalformed,

    /// <summary>422: a name or reference cannot be stored, such as one with control characters.</summary>
    CommandUnusable,

    /// <summary>404: the SKU was never moved, there or anywhere.</summary>
    StockUnknown,

    /// <summary>503: the inventory's database does not answer; the same request may be sent again.</summary>
    StockStorageAway,
}
