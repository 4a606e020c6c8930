using Ledger.Simulation;

return await SimulateCommand.Build().Parse(args).InvokeAsync();
