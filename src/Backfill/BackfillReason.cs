using System.Collections.Frozen;
using System.Text;

namespace Ledger.Backfill;

/// <summary>Why a backfill is refused or stops. THE list; each has a row in docs/errors.md.</summary>
public enum BackfillReason
{
    /// <summary>The secrets file has no such endpoint of the provider.</summary>
    EndpointUnknown,

    /// <summary>The secrets file gives no access to the API of the endpoint's account.</summary>
    ApiNotConfigured,

    /// <summary>The provider no longer lists events that old.</summary>
    WindowExceeded,

    /// <summary>Another backfill of this endpoint is at work.</summary>
    AlreadyRunning,

    /// <summary>The provider's API cannot be asked now.</summary>
    ApiAway,

    /// <summary>The provider's API answered something that is no list of events.</summary>
    ListUnreadable,

    /// <summary>The broker did not confirm all that was published.</summary>
    BrokerNotConfirming,

    /// <summary>There is no manifest beside the files.</summary>
    ManifestMissing,

    /// <summary>The manifest cannot be read, or says what it must not.</summary>
    ManifestInvalid,

    /// <summary>The files are not those that the manifest lists.</summary>
    ManifestDiffers,

    /// <summary>The columns of the file are not those that are documented.</summary>
    ColumnsRefused,

    /// <summary>The rows do not add up to the control totals of the manifest.</summary>
    TotalsDiffer,

    /// <summary>This build has no provider that reads rows.</summary>
    RowsNotSupported,
}

/// <summary>Names of reasons.</summary>
public static class BackfillReasonNames
{
    static readonly FrozenDictionary<BackfillReason, string> Names =
        Enum.GetValues<BackfillReason>().ToFrozenDictionary(reason => reason, reason => UpperSnake(reason.ToString()));

    /// <summary>The name in upper snake case, such as <c>WINDOW_EXCEEDED</c>.</summary>
    public static string WireName(this BackfillReason reason) => Names[reason];

    internal static string UpperSnake(string name)
    {
        var wire = new StringBuilder();
        foreach (var letter in name)
        {
            if (char.IsAsciiLetterUpper(letter) && wire.Length > 0)
            {
                wire.Append('_');
            }

            wire.Append(char.ToUpperInvariant(letter));
        }

        return wire.ToString();
    }
}

/// <summary>A backfill is refused, or stops.</summary>
/// <param name="reason">Why.</param>
/// <param name="detail">What was found, for people; holds no secret and no text of a body.</param>
/// <param name="innerException">What was thrown; null when nothing was.</param>
public sealed class BackfillRefusedException(BackfillReason reason, string detail, Exception? innerException = null)
    : Exception(detail, innerException)
{
    /// <summary>Why.</summary>
    public BackfillReason Reason { get; } = reason;
}
