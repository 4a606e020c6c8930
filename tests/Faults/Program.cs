using System.CommandLine;
using Ledger.Faults;

return await FaultsCommand.Build().Parse(args)
    .InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(60) });
