using Ledger.Cli.Shell;
using Spectre.Console;

namespace Ledger.Cli.Demo;

/// <summary>Shows on standard error how far a step is: a bar on a terminal, a line now and then elsewhere.</summary>
sealed class DemoProgress(Output output)
{
    /// <summary>Says a line.</summary>
    public void Say(string text) => output.Progress.WriteLine(text);

    /// <summary>Runs a step that reports how many of a total are done.</summary>
    public async Task<T> RunAsync<T>(string title, int total, Func<IProgress<int>, Task<T>> step)
    {
        if (!output.IsLive)
        {
            return await step(new Lines(output.Progress, title, total));
        }

        var bar = output.Live.Progress().Columns(
            new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(),
            new ElapsedTimeColumn());
        return await bar.StartAsync(async context =>
        {
            var task = context.AddTask(Markup.Escape(title), maxValue: Math.Max(total, 1));
            var result = await step(new Bar(task));
            task.StopTask();
            return result;
        });
    }

    sealed class Bar(ProgressTask task) : IProgress<int>
    {
        public void Report(int value) => task.Value = value;
    }

    sealed class Lines(TextWriter writer, string title, int total) : IProgress<int>
    {
        readonly Lock _lock = new();
        int _printed = -1;

        public void Report(int value)
        {
            var fifths = total == 0 ? 5 : value * 5 / total;
            lock (_lock)
            {
                if (fifths > _printed)
                {
                    _printed = fifths;
                    writer.WriteLine($"{title}: {value} of {total}");
                }
            }
        }
    }
}
