using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Delivery;
using Ledger.ErpExport.Documents;
using Ledger.ErpExport.Runs;
using Ledger.MessageBus.Messages;

namespace Ledger.ErpExport.Storage;

/// <summary>What the export is asked to take in.</summary>
public abstract record ErpMessage
{
    ErpMessage()
    {
    }

    /// <summary>A posted entry came over the bus.</summary>
    public sealed record Received(JournalEntryMessage Entry) : ErpMessage;

    /// <summary>A run was cut: it begins where the last one of its target ended, or it is refused.</summary>
    /// <param name="Target">The target.</param>
    /// <param name="Run">Identity, count and mode.</param>
    /// <param name="CutFrom">Position behind which it begins.</param>
    /// <param name="CutTo">Last position in it.</param>
    /// <param name="MappingVersion">Version of the mapping.</param>
    /// <param name="Entries">Entries in it.</param>
    /// <param name="Built">Its documents.</param>
    public sealed record Cut(
        string Target, RunHead Run, long CutFrom, long CutTo, string MappingVersion, long Entries, BuiltRun Built) : ErpMessage;

    /// <summary>A document moves.</summary>
    public sealed record Moved(DocumentStep Step) : ErpMessage;

    /// <summary>An outside adapter says what became of a document.</summary>
    public sealed record Acknowledged(ErpAcknowledgement Acknowledgement) : ErpMessage;

    /// <summary>A person says what is to become of a target.</summary>
    /// <param name="Id">Identity of the command.</param>
    /// <param name="Target">The target.</param>
    /// <param name="Command">What.</param>
    /// <param name="Reason">Why; null for none.</param>
    /// <param name="Actor">Who.</param>
    public sealed record Commanded(Guid Id, string Target, TargetCommand Command, string? Reason, string Actor) : ErpMessage;

    /// <summary>The ERP holds something that no document of ours stands for as posted.</summary>
    public sealed record Found(Guid Id, string Target, string ErpId, string Version, string Detail) : ErpMessage
    {
        /// <summary>Why it is told.</summary>
        public ErpReason Reason { get; init; } = ErpReason.Foreign;

        /// <summary>Our reference, where it bears one that is not posted here; null for what is not ours.</summary>
        public DocumentReference? Reference { get; init; }

        /// <summary>The ERP's code of the company; null when it does not say.</summary>
        public string? Company { get; init; }

        /// <summary>Posting date there; null when it does not say.</summary>
        public DateOnly? Date { get; init; }

        /// <summary>What it moves, so that a difference of balances can be explained by it.</summary>
        public IReadOnlyList<ErpDocumentLine> Lines { get; init; } = [];
    }

    /// <summary>A person is done with what was found, in all its versions.</summary>
    /// <param name="Id">Identity of the command.</param>
    /// <param name="Target">The target.</param>
    /// <param name="ErpId">The ERP's id of it.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="Undone">True when it was taken back there: it explains no difference any more.</param>
    /// <param name="Actor">Who.</param>
    public sealed record Closed(Guid Id, string Target, string ErpId, string Reason, bool Undone, string Actor) : ErpMessage;
}

/// <summary>What a person may say about a target.</summary>
public enum TargetCommand
{
    /// <summary>Nothing is sent.</summary>
    Pause,

    /// <summary>It goes on.</summary>
    Resume,

    /// <summary>A run is cut now, whatever waits.</summary>
    Cut,
}

/// <summary>What an outside adapter says about a document.</summary>
/// <param name="AcknowledgementId">Its identity: the same again changes nothing.</param>
/// <param name="Target">The target.</param>
/// <param name="Reference">The document.</param>
/// <param name="PayloadHash">SHA-256 of the payload that it is about, as it was published.</param>
/// <param name="Status">accepted, posted, confirmed or rejected.</param>
/// <param name="DocumentNumber">The ERP's number; may be null.</param>
/// <param name="ErpId">The ERP's id; may be null.</param>
/// <param name="PostedDate">The date it was posted under; may be null.</param>
/// <param name="Message">The ERP's own words; may be null.</param>
/// <param name="Actor">Who says it.</param>
/// <param name="BodySha256">SHA-256 of the acknowledgement as it came, 32 bytes.</param>
public sealed record ErpAcknowledgement(
    Guid AcknowledgementId, string Target, DocumentReference Reference, string PayloadHash, string Status, string? DocumentNumber,
    string? ErpId, DateOnly? PostedDate, string? Message, string Actor, byte[] BodySha256);

/// <summary>What became of a message.</summary>
/// <param name="Disposition">done, noop or refused.</param>
/// <param name="Detail">Why it was refused, for people; null when it was not.</param>
/// <param name="Standing">The document's standing behind it; null when it is about none.</param>
public sealed record ErpOutcome(string Disposition, string? Detail = null, DocumentStanding? Standing = null)
{
    /// <summary>Why an acknowledgement is refused; null for everything else.</summary>
    public AcknowledgementReason? Reason { get; init; }

    /// <summary>It has its effect.</summary>
    public const string Done = "done";

    /// <summary>It came before: nothing happened this time.</summary>
    public const string Noop = "noop";

    /// <summary>It cannot be done as things stand.</summary>
    public const string Refused = "refused";

    /// <summary>True when it has its effect, now or before.</summary>
    public bool IsDone => Disposition != Refused;
}
