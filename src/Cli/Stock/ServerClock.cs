using Ledger.Cli.Shell;
using Ledger.EventStore;
using Npgsql;

namespace Ledger.Cli.Stock;

/// <summary>
/// Compares the clock of this machine with that of the database's server before anything is written: stock's time never goes back,
/// so one writer whose clock is ahead would let the reservations of everybody lapse early.
/// </summary>
static class ServerClock
{
    /// <summary>How far the two may be apart.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(5);

    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Requires that the clocks agree.</summary>
    /// <param name="source">Connections to the inventory's server.</param>
    /// <param name="time">This machine's clock.</param>
    /// <param name="patience">For how long a server that is away is asked again.</param>
    /// <param name="ct">Stops asking.</param>
    /// <exception cref="CliError">They are further apart than <see cref="Tolerance"/>.</exception>
    public static async Task RequireAsync(NpgsqlDataSource source, TimeProvider time, TimeSpan patience, CancellationToken ct)
    {
        var (server, before, after) = await AskAsync(source, time, patience, ct);
        Require(server, before, after);
    }

    /// <summary>Requires it of what the server's clock said, and this one before and after the question.</summary>
    internal static void Require(DateTimeOffset server, DateTimeOffset before, DateTimeOffset after)
    {
        // Somewhere between question and answer: what the way took is not held against the clock.
        var ahead = before - server > TimeSpan.Zero ? before - server : after - server < TimeSpan.Zero ? after - server : TimeSpan.Zero;
        if (ahead.Duration() > Tolerance)
        {
            throw CliError.No(
                "CLOCK_DIFFERS",
                $"CLOCK_DIFFERS: This machine's clock is {ahead.Duration().TotalSeconds:0.0} s "
                + $"{(ahead > TimeSpan.Zero ? "ahead of" : "behind")} that of the database's server; nothing was written.",
                $"Set both by NTP; {Tolerance.TotalSeconds:0} s are tolerated.");
        }
    }

    static async Task<(DateTimeOffset Server, DateTimeOffset Before, DateTimeOffset After)> AskAsync(
        NpgsqlDataSource source, TimeProvider time, TimeSpan patience, CancellationToken ct)
    {
        for (var began = time.GetTimestamp(); ;)
        {
            try
            {
                await using var connection = await source.OpenConnectionAsync(ct);
                await using var command = new NpgsqlCommand("select clock_timestamp()", connection);
                var before = time.GetUtcNow();
                var server = new DateTimeOffset((DateTime)(await command.ExecuteScalarAsync(ct))!);
                return (server, before, time.GetUtcNow());
            }
            catch (NpgsqlException away) when (StorageOutage.Is(away) && StorageOutage.Refusal(away) is null
                && time.GetElapsedTime(began) < patience)
            {
                await Task.Delay(Pause, ct);
            }
        }
    }
}
