using System.CommandLine;
using LlmTrader.Perf.Micro.Budgets;

namespace LlmTrader.Perf.Micro;

/// <summary>The command line of <c>llmtrader-micro</c>.</summary>
internal static class MicroCommand
{
    private const int Success = 0;
    private const int Finding = 1;
    private const int Usage = 2;
    private const int Fault = 3;
    private const int TimedRuns = 9;

    private static readonly Option<string> Only = new("--only") { Description = "Benchmarks whose names begin so, such as ring or indicator.sma.", HelpName = "NAME", DefaultValueFactory = _ => "" };

    /// <summary>Runs one command line and returns the process's exit code.</summary>
    public static int Run(IReadOnlyList<string> args, TextWriter output, TextWriter error)
    {
        RootCommand root = new("Benchmarks of single operations of the engine, and the budgets that they must keep.")
        {
            Budgets(output, error), Pin(output, error), List(output), Measure(),
        };
        ParseResult parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (System.CommandLine.Parsing.ParseError wrong in parsed.Errors) { error.WriteLine($"error: {wrong.Message} See llmtrader-micro --help."); }
            return Usage;
        }

        try
        {
            return parsed.Invoke(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false });
        }
        catch (Exception wrong) when (wrong is InvalidDataException or FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            error.WriteLine($"error: {wrong.Message}");
            return Usage;
        }
#pragma warning disable CA1031 // The last resort of the process: every failure becomes an exit code and a line.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            error.WriteLine($"fault: {fault}");
            return Fault;
        }
    }

    private static Command Budgets(TextWriter output, TextWriter error)
    {
        Option<bool> json = new("--json") { Description = "Print every figure as one JSON document." };
        Option<bool> time = new("--time") { Description = "Compare time too, in steps of a reference loop that is measured beside it. Wants a machine that does little else." };
        Option<string> file = new("--budgets") { Description = "The pinned budgets; those beside the program when left out.", HelpName = "FILE", DefaultValueFactory = _ => BudgetFile.Pinned };
        Command command = new("budgets", "Calls each operation after warming it up and compares the bytes that it allocates with its budget. Exits 1 with a line for each breach, for each benchmark without a budget and each budget without a benchmark.") { json, time, file, Only };
        command.SetAction(parsed =>
        {
            string only = parsed.GetValue(Only)!;
            Dictionary<string, Budget> budgets = BudgetFile.Read(parsed.GetValue(file)!).Where(budget => budget.Key.StartsWith(only, StringComparison.Ordinal)).ToDictionary();
            BudgetResult result = BudgetCheck.Run(Cases(only), budgets, parsed.GetValue(time) ? TimedRuns : 0, Progress(error));
            if (parsed.GetValue(json)) { BudgetReport.WriteJson(result, budgets, output); } else { BudgetReport.WriteTable(result, budgets, output); }
            return result.Findings.Count == 0 ? Success : Finding;
        });
        return command;
    }

    private static Command Pin(TextWriter output, TextWriter error)
    {
        Command command = new("pin", "Measures everything and prints the budgets that it asks for: no byte where there was none, else a quarter more than there were, and four times the time. Redirect it to perf/LlmTrader.Perf.Micro/budgets.csv and read the difference before you commit it.") { Only };
        command.SetAction(parsed =>
        {
            BudgetResult result = BudgetCheck.Run(Cases(parsed.GetValue(Only)!), new Dictionary<string, Budget>(), TimedRuns, Progress(error));
            BudgetReport.WritePinned(result, output);
            return Success;
        });
        return command;
    }

    private static Command List(TextWriter output)
    {
        Command command = new("list", "Names of the benchmarks.") { Only };
        command.SetAction(parsed =>
        {
            foreach (BenchmarkCase benchmark in Cases(parsed.GetValue(Only)!)) { output.WriteLine(benchmark.Name); }
            return Success;
        });
        return command;
    }

    private static Command Measure()
    {
        Command command = new("run", "Measures with BenchmarkDotNet. Its own arguments follow: --filter '*Ring*', --list flat, --job short. Everything, in its default job, takes hours.") { TreatUnmatchedTokensAsErrors = false };
        command.SetAction(parsed => MicroConfig.Run([.. parsed.UnmatchedTokens]) ? Success : Finding);
        return command;
    }

    private static BenchmarkCase[] Cases(string only)
    {
        BenchmarkCase[] cases = [.. BenchmarkCase.AllOf(typeof(MicroCommand).Assembly).Where(one => one.Name.StartsWith(only, StringComparison.Ordinal))];
        return cases.Length > 0 ? cases : throw new InvalidDataException($"--only: no benchmark's name begins with '{only}'. See llmtrader-micro list.");
    }

    // Where nobody looks, nothing is told.
    private static Action<int, int>? Progress(TextWriter error) => Console.IsErrorRedirected ? null : (done, all) => error.Write(done == all ? "\r              \r" : $"\r{done} of {all} ");
}
