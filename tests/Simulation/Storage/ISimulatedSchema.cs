using Ledger.Simulation.Kernel;

namespace Ledger.Simulation.Storage;

/// <summary>A consumer's own tables in the simulation: what its statements do, without the SQL.</summary>
/// <typeparam name="TStates">What it decides over.</typeparam>
/// <typeparam name="TChanges">What it writes.</typeparam>
interface ISimulatedSchema<TStates, in TChanges>
{
    /// <summary>Reads the states of keys, and those that they lead to, by as many calls as the product makes.</summary>
    Task<TStates> LoadAsync(Session session, Step step, IReadOnlyCollection<string> keys);

    /// <summary>Checks what is written against the constraints.</summary>
    /// <returns>What happens to the tables when it is committed.</returns>
    Action Write(TChanges changes);
}
