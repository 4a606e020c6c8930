namespace Ledger.Worker;

static partial class WorkerLog
{
    [LoggerMessage(6001, LogLevel.Information, "Stock API: {Holders} holders of keys")]
    public static partial void StockKeysTakenUp(this ILogger logger, int holders);

    [LoggerMessage(6002, LogLevel.Warning, "The file of LEDGER_STOCK_KEYS can be read or changed by others than its owner")]
    public static partial void StockKeysOpenToOthers(this ILogger logger);

    [LoggerMessage(6003, LogLevel.Error, "The changed file of LEDGER_STOCK_KEYS cannot be used; the keys stay as they were: {Problems}")]
    public static partial void StockKeysRefused(this ILogger logger, string problems);

    [LoggerMessage(6004, LogLevel.Warning, "Stock API: LEDGER_STOCK_KEYS is not set; every request is answered STOCK_KEYS_NOT_SET")]
    public static partial void StockKeysNotSet(this ILogger logger);

    [LoggerMessage(6005, LogLevel.Error, "Stock API: command {CommandId} of {Actor} failed")]
    public static partial void StockCommandFailed(this ILogger logger, Guid commandId, string actor, Exception failure);

    [LoggerMessage(6006, LogLevel.Warning, "Stock API: the inventory's database does not answer")]
    public static partial void StockStorageAway(this ILogger logger, Exception failure);
}
