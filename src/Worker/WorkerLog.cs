namespace Ledger.Worker;

static partial class WorkerLog
{
    [LoggerMessage(6001, LogLevel.Information, "{Setting}: {Holders} holders of keys")]
    public static partial void KeysTakenUp(this ILogger logger, string setting, int holders);

    [LoggerMessage(6002, LogLevel.Warning, "The file of {Setting} can be read or changed by others than its owner")]
    public static partial void KeysOpenToOthers(this ILogger logger, string setting);

    [LoggerMessage(6003, LogLevel.Error, "The changed file of {Setting} cannot be used; the keys stay as they were: {Problems}")]
    public static partial void KeysRefused(this ILogger logger, string setting, string problems);

    [LoggerMessage(6004, LogLevel.Warning, "Stock API: LEDGER_STOCK_KEYS is not set; every request is answered STOCK_KEYS_NOT_SET")]
    public static partial void StockKeysNotSet(this ILogger logger);

    [LoggerMessage(6005, LogLevel.Error, "Stock API: command {CommandId} of {Actor} failed")]
    public static partial void StockCommandFailed(this ILogger logger, Guid commandId, string actor, Exception failure);

    [LoggerMessage(6006, LogLevel.Warning, "Stock API: the inventory's database does not answer")]
    public static partial void StockStorageAway(this ILogger logger, Exception failure);

    [LoggerMessage(6021, LogLevel.Warning, "ERP API: LEDGER_ERP_KEYS is not set; every request is answered ERP_KEYS_NOT_SET")]
    public static partial void ErpKeysNotSet(this ILogger logger);

    [LoggerMessage(6022, LogLevel.Warning, "ERP API: the export's database does not answer")]
    public static partial void ErpStorageAway(this ILogger logger, Exception failure);

    [LoggerMessage(6031, LogLevel.Warning,
        "Database session {Pid} was ended: others waited for it, and its worker has been silent for {SilentFor}")]
    public static partial void StrandedSessionEnded(this ILogger logger, int pid, TimeSpan silentFor);

    [LoggerMessage(6032, LogLevel.Debug, "Whether a session holds the others up cannot be told now: the database does not answer")]
    public static partial void StrandedSessionsUnknown(this ILogger logger, Exception failure);
}
