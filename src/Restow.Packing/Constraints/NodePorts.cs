using Restow.Packing.Model;

namespace Restow.Packing.Constraints;

/// <summary>
/// Host ports that are taken (plug-in NodePorts): same protocol and port conflict on the same address, and 0.0.0.0 with all.
/// </summary>
internal sealed class NodePorts : IConstraint
{
    public string Name => "NodePorts";

    public IConstraintState? Bind(Cluster cluster)
    {
        if (!cluster.Pods.Any(pod => pod.HostPorts.Count > 0))
            return null;
        var endpoints = new Dictionary<(string, int), int>();
        var addresses = new Dictionary<(int, string), int>();
        var ports = new Port[cluster.Pods.Count][];
        for (int pod = 0; pod < ports.Length; pod++)
            ports[pod] = [.. cluster.Pods[pod].HostPorts.Where(port => port.Port > 0).Select(port => Resolve(port, endpoints, addresses))];
        return new State(ports, endpoints.Count, addresses.Count);
    }

    private static Port Resolve(HostPort port, Dictionary<(string, int), int> endpoints, Dictionary<(int, string), int> addresses)
    {
        string protocol = port.Protocol.Length == 0 ? "TCP" : port.Protocol;
        string address = port.Address.Length == 0 ? "0.0.0.0" : port.Address;
        int endpoint = IdOf(endpoints, (protocol, port.Port));
        return new Port(endpoint, IdOf(addresses, (endpoint, address)), IdOf(addresses, (endpoint, "0.0.0.0")), address == "0.0.0.0");
    }

    private static int IdOf<TKey>(Dictionary<TKey, int> ids, TKey key)
        where TKey : notnull
    {
        if (!ids.TryGetValue(key, out int id))
            ids[key] = id = ids.Count;
        return id;
    }

    /// <param name="Endpoint">Protocol and port.</param>
    /// <param name="Address">Protocol, port and address.</param>
    /// <param name="AnyAddress">Protocol, port and 0.0.0.0.</param>
    private readonly record struct Port(int Endpoint, int Address, int AnyAddress, bool OnAll);

    private sealed class State(Port[][] ports, int endpoints, int addresses) : IConstraintState
    {
        // Few pods have host ports and few nodes have any: counts by node and port are sparse.
        private readonly Dictionary<long, int> byEndpoint = [];
        private readonly Dictionary<long, int> byAddress = [];

        public bool IsStatic => false;

        public bool IsMonotone => true;

        public bool Concerns(int pod) => ports[pod].Length > 0;

        public bool Allows(int pod, int node)
        {
            foreach (Port port in ports[pod])
            {
                bool taken = port.OnAll
                    ? Taken(byEndpoint, endpoints, node, port.Endpoint)
                    : Taken(byAddress, addresses, node, port.Address) || Taken(byAddress, addresses, node, port.AnyAddress);
                if (taken)
                    return false;
            }

            return true;
        }

        public string Explain(int pod, int node) => "node(s) didn't have free ports for the requested pod ports";

        public void Add(int pod, int node) => Count(pod, node, 1);

        public void Remove(int pod, int node) => Count(pod, node, -1);

        private static bool Taken(Dictionary<long, int> counts, int width, int node, int id) =>
            counts.TryGetValue(((long)node * width) + id, out int count) && count > 0;

        private void Count(int pod, int node, int delta)
        {
            foreach (Port port in ports[pod])
            {
                Count(byEndpoint, ((long)node * endpoints) + port.Endpoint, delta);
                Count(byAddress, ((long)node * addresses) + port.Address, delta);
            }
        }

        private static void Count(Dictionary<long, int> counts, long key, int delta) =>
            counts[key] = counts.GetValueOrDefault(key) + delta;
    }
}
