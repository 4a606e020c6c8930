namespace Ledger.Cli.Confirm;

/// <summary>How things are written for people.</summary>
static class ConfirmText
{
    /// <summary>A moment; empty when there is none.</summary>
    public static string Time(DateTimeOffset? at) => at is { } known ? $"{known.UtcDateTime:yyyy-MM-dd HH:mm:ss}" : "";
}
