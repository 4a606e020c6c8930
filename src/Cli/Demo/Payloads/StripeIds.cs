namespace Ledger.Cli.Demo.Payloads;

/// <summary>
/// Ids in the form of Stripe's, unique to a run: each carries the run's token, so that a run's facts can be told from
/// those of any other in the same ledger.
/// </summary>
/// <param name="run">Token of the run, lower-case letters and digits.</param>
sealed class StripeIds(string run)
{
    const string Digits = "0123456789abcdefghijklmnopqrstuvwxyz";
    int _last;

    /// <summary>What every id of this run contains and no other id does.</summary>
    public string Mark { get; } = $"Q{run}Z";

    /// <summary>The next id with a prefix, such as <c>ch</c>.</summary>
    public string Next(string prefix) => $"{prefix}_3{Mark}{Base36(++_last).PadLeft(6, '0')}x";

    /// <summary>The next id without a prefix: letters and digits, as other providers have them.</summary>
    public string Plain() => $"{Mark}{Base36(++_last).PadLeft(4, '0')}x";

    /// <summary>A token for a run that begins now; runs of one machine begin at different milliseconds.</summary>
    public static string RunToken(DateTimeOffset now) => Base36(now.ToUnixTimeMilliseconds());

    static string Base36(long value)
    {
        var text = "";
        for (; value > 0; value /= 36)
        {
            text = Digits[(int)(value % 36)] + text;
        }

        return text;
    }
}
