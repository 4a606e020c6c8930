namespace Ledger.Providers.Contract;

/// <summary>Translates a message of the open contract; docs/gateway-contract.md is the same in words.</summary>
static class ContractTranslation
{
    internal static Translation Of(ContractMessage message)
    {
        var facts = new ContractFacts(message);
        var type = message.Origin.EventType;
        if (ContractEvents.QuietTypes.Contains(type))
        {
            facts.NoFact("The event type states nothing to post.");
        }
        else if (!ContractEvents.ByType.TryGetValue(type, out var known))
        {
            facts.Refuse(RefusalReason.UnknownEventType, "The event type maps to no canonical class.");
        }
        else if (facts.HasTime())
        {
            known.Read(facts, known);
        }

        return facts.ToTranslation();
    }
}
