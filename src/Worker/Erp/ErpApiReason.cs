namespace Ledger.Worker.Erp;

/// <summary>Why the ERP API does not take a request, before the export decides anything about it.</summary>
enum ErpApiReason
{
    /// <summary>503: no file of keys is configured; nothing is open by default.</summary>
    ErpKeysNotSet,

    /// <summary>401: the request carries no key.</summary>
    ErpKeyMissing,

    /// <summary>401: nobody has this key.</summary>
    ErpKeyUnknown,

    /// <summary>403: the key has no role that may do this.</summary>
    ErpRoleMissing,

    /// <summary>404: no target of this name is configured whose adapter is outside.</summary>
    ErpTargetUnknown,

    /// <summary>400: the body is no acknowledgement as documented.</summary>
    AcknowledgementMalformed,

    /// <summary>413: the body is over 16 KiB.</summary>
    AcknowledgementTooLarge,

    /// <summary>400: a state, limit or place in the list is not as documented.</summary>
    QuestionMalformed,

    /// <summary>503: the export's database does not answer; the same request may be sent again.</summary>
    ErpStorageAway,
}
