using Ledger.Cli.Shell;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Operating;

namespace Ledger.Cli.Erp;

/// <summary>What to do when the export says no.</summary>
static class ErpAdvice
{
    /// <summary>One sentence; the page of errors has all reasons.</summary>
    public static string For(ErpCommandReason reason) => reason switch
    {
        ErpCommandReason.TargetUnknown => "'ledger erp status' and 'ledger erp targets' list the targets.",
        ErpCommandReason.TargetNotOutside =>
            "'ledger erp confirm TARGET REF' reads back what its ERP has; with '--accept' it is taken as it is.",
        ErpCommandReason.DocumentUnknown => "'ledger erp documents TARGET' lists the documents.",
        ErpCommandReason.RunUnknown => "'ledger erp runs TARGET' lists the runs.",
        ErpCommandReason.FindingUnknown => "'ledger erp findings' lists what is open.",
        ErpCommandReason.StateForbids => "'ledger erp show TARGET REF' tells where it stands; docs/erp.md what can be done there.",
        ErpCommandReason.MovedMeanwhile => "Look with 'ledger erp show TARGET REF', and give the command again if it is still wanted.",
        ErpCommandReason.AlreadyInErp =>
            "Look in the ERP for the reference: delete a draft there; what is posted there stays, and is confirmed by a retry.",
        ErpCommandReason.PolicyForbids => "Open the period in the ERP and resume, or set 'closedPeriod: next-open' for the target.",
        ErpCommandReason.DateRefused => "Give the first open day behind it.",
        ErpCommandReason.StillUnmapped => "Add what is missing to the mapping, and retry.",
        ErpCommandReason.StillRefused => "Set right what is named, in the mapping or the target's settings, and retry.",
        ErpCommandReason.NotAskable => "Look in the ERP itself; an outside adapter says it with 'ledger erp acknowledge'.",
    };

    /// <summary>The refusal as what stops a command.</summary>
    public static CliError Refused(ErpCommandReason reason, string detail) =>
        CliError.No(reason.WireName(), $"{reason.WireName()}: {detail}", For(reason));

    /// <summary>What to do about a document, in short; null when nobody need act.</summary>
    public static string? For(ErpReason? reason) => reason switch
    {
        ErpReason.MappingMissing => "add it to the mapping, restart the worker (it reads mappings at its start), then 'ledger erp retry'",
        ErpReason.PeriodClosed => "open the period there, then 'ledger erp resume'",
        ErpReason.OperatorHold => "'ledger erp resume' when the reason is gone",
        ErpReason.RunIncomplete => "set right the document that is named; it goes on by itself",
        ErpReason.AccessRefused => "renew the access there; it goes on by itself",
        ErpReason.MasterDataMissing => "add it in the ERP, then 'ledger erp retry'",
        ErpReason.Edited or ErpReason.Deleted or ErpReason.Reversed or ErpReason.DateShifted or ErpReason.Missing or ErpReason.Duplicate =>
            "set it right in the ERP, then 'ledger erp confirm'; or accept it with '--accept --reason …'",
        _ => null,
    };
}
