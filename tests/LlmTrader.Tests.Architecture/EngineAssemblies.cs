using System.Reflection;
using LlmTrader.Engine.Core;
using LlmTrader.Engine.Ring;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Architecture;

/// <summary>The compiled engine.</summary>
internal static class EngineAssemblies
{
    private const BindingFlags Declared = BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    public static Assembly Ring => typeof(Sequence).Assembly;

    public static Assembly Core => typeof(EngineEvent).Assembly;

    public static Assembly Trading => typeof(RiskGate).Assembly;

    public static Assembly Runtime => typeof(TradingEngine).Assembly;

    public static IReadOnlyList<Assembly> All => [Ring, Core, Trading, Runtime];

    /// <summary>Every place in an assembly that holds or carries a value, with its type: fields, properties, parameters, results, locals.</summary>
    public static IEnumerable<(string Place, Type Type)> Values(Assembly assembly)
    {
        foreach (Type type in assembly.GetTypes())
        {
            foreach (FieldInfo field in type.GetFields(Declared)) { yield return ($"{Name(type)}.{field.Name}", field.FieldType); }
            foreach (PropertyInfo property in type.GetProperties(Declared)) { yield return ($"{Name(type)}.{property.Name}", property.PropertyType); }
            foreach (MethodBase method in type.GetMethods(Declared).Cast<MethodBase>().Concat(type.GetConstructors(Declared)))
            {
                string place = $"{Name(type)}.{method.Name}";
                if (method is MethodInfo { ReturnType: { } result }) { yield return (place, result); }
                foreach (ParameterInfo parameter in method.GetParameters()) { yield return (place, parameter.ParameterType); }
                foreach (LocalVariableInfo local in method.GetMethodBody()?.LocalVariables ?? []) { yield return (place, local.LocalType); }
            }
        }
    }

    /// <summary>The type itself, and what it is an array of, a reference to, or generic over.</summary>
    public static IEnumerable<Type> Parts(Type type)
    {
        yield return type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        if (type.GetElementType() is { } element)
        {
            foreach (Type part in Parts(element)) { yield return part; }
        }

        foreach (Type argument in type.GetGenericArguments())
        {
            foreach (Type part in Parts(argument)) { yield return part; }
        }
    }

    private static string Name(Type type) => type.IsNested ? $"{Name(type.DeclaringType!)}.{type.Name}" : type.Name;
}
