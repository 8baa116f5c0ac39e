using System.Reflection;
using BenchmarkDotNet.Attributes;

namespace LlmTrader.Perf.Micro.Budgets;

/// <summary>
/// One benchmark with one value of its parameter. The same classes serve BenchmarkDotNet, which finds them by the same
/// attributes, and the budgets, which need nothing but a plain process.
/// </summary>
/// <param name="Name">Dotted and stable: the benchmark's description, and behind it the value of its parameter if it has one.</param>
/// <param name="Method">What is measured; it gives a checksum, so that nothing of it is left out.</param>
/// <param name="Parameter">The property that takes the value; null without one.</param>
/// <param name="Value">The parameter's.</param>
/// <param name="Operations">In one invocation.</param>
/// <param name="IsOfThreads">Its work is on other threads too: what the whole process allocates is counted.</param>
internal sealed record BenchmarkCase(string Name, MethodInfo Method, PropertyInfo? Parameter, object? Value, int Operations, bool IsOfThreads)
{
    /// <summary>The category of benchmarks whose work is on threads of their own.</summary>
    public const string Threads = "threads";

    /// <summary>All benchmarks of an assembly, by name.</summary>
    public static IReadOnlyList<BenchmarkCase> AllOf(Assembly assembly) =>
        [.. assembly.GetExportedTypes().Where(type => !type.IsAbstract).SelectMany(Of).OrderBy(one => one.Name, StringComparer.Ordinal)];

    /// <summary>The benchmarks of one class.</summary>
    /// <exception cref="InvalidOperationException">One of them is not as a benchmark must be here.</exception>
    public static IEnumerable<BenchmarkCase> Of(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        PropertyInfo? parameter = type.GetProperties().SingleOrDefault(property => property.IsDefined(typeof(ParamsSourceAttribute)));
        foreach (MethodInfo method in type.GetMethods())
        {
            if (method.GetCustomAttribute<BenchmarkAttribute>() is not { } benchmark) { continue; }
            if (benchmark.Description is not { Length: > 0 } name || method.ReturnType != typeof(long)) { throw new InvalidOperationException($"{type.Name}.{method.Name}: a benchmark has a name as its description and returns a checksum."); }
            bool isOfThreads = method.GetCustomAttribute<BenchmarkCategoryAttribute>()?.Categories.Contains(Threads) == true;
            if (parameter is null)
            {
                yield return new BenchmarkCase(name, method, null, null, benchmark.OperationsPerInvoke, isOfThreads);
                continue;
            }

            foreach (object value in ValuesOf(type, parameter))
            {
                yield return new BenchmarkCase($"{name}.{value}", method, parameter, value, benchmark.OperationsPerInvoke, isOfThreads);
            }
        }
    }

    /// <summary>Makes the class and sets it up.</summary>
    public BenchmarkRun Start() => new(this);

    private static IEnumerable<object> ValuesOf(Type type, PropertyInfo parameter)
    {
        string source = parameter.GetCustomAttribute<ParamsSourceAttribute>()!.Name;
        object? values = type.GetProperty(source, BindingFlags.Public | BindingFlags.Static | BindingFlags.FlattenHierarchy)?.GetValue(null);
        return values as IEnumerable<object> ?? throw new InvalidOperationException($"{type.Name}.{source}: a parameter's values are a static sequence of objects.");
    }
}
