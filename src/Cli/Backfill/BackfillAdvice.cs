using Ledger.Backfill;
using Ledger.Cli.Shell;

namespace Ledger.Cli.Backfill;

/// <summary>What to do when a backfill is refused or stops.</summary>
static class BackfillAdvice
{
    /// <summary>The refusal as what stops a command.</summary>
    public static CliError Of(BackfillRefusedException refused)
    {
        var (name, message) = (refused.Reason.WireName(), $"{refused.Reason.WireName()}: {refused.Message}");
        return refused.Reason switch
        {
            BackfillReason.ApiAway or BackfillReason.ListUnreadable or BackfillReason.BrokerNotConfirming =>
                CliError.Unreachable(name, message, For(refused.Reason)),
            BackfillReason.EndpointUnknown or BackfillReason.ApiNotConfigured or BackfillReason.RowsNotSupported =>
                CliError.Missing(name, message, For(refused.Reason)),
            _ => CliError.No(name, message, For(refused.Reason)),
        };
    }

    static string For(BackfillReason reason) => reason switch
    {
        BackfillReason.EndpointUnknown => "Name an endpoint of the file that LEDGER_SECRETS names.",
        BackfillReason.ApiNotConfigured => "Add 'api' to the endpoint in the file that LEDGER_SECRETS names (docs/backfill.md).",
        BackfillReason.WindowExceeded =>
            "With --from-window the list begins where the provider's does; take what is older from files ('ledger backfill file').",
        BackfillReason.AlreadyRunning => "Wait for its end; 'ledger backfill runs' shows it.",
        BackfillReason.ApiAway => "Try again later: it goes on where it stopped.",
        BackfillReason.ListUnreadable => "Compare the API's address in the secrets file; try again later: it goes on where it stopped.",
        BackfillReason.BrokerNotConfirming => "Bring the broker back, and give the command again: it goes on where it stopped.",
        BackfillReason.ManifestMissing => "Have whoever made the files write a manifest (docs/backfill.md); nothing was taken.",
        BackfillReason.ManifestInvalid => "Correct the manifest; nothing was taken.",
        BackfillReason.ManifestDiffers => "Have the files sent again: they are not those that were listed. Nothing was taken.",
        BackfillReason.ColumnsRefused => "Give the columns that docs/backfill.md names; nothing was taken.",
        BackfillReason.TotalsDiffer => "Ask whoever made the file which is right, the rows or the totals; nothing was taken.",
        BackfillReason.RowsNotSupported => "Hand over raw deliveries instead of rows.",
    };
}
